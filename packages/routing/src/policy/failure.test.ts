import { geminiProfile } from '@switchyard/contract';
import { entriesWith, roundRobin, routable, target } from '../testing/entry-fixture.suite';
import { failureOf, isCredentialRejection, isErrorCodeNeeded, judgeStatus, saysRequestTooLarge } from './failure';
import type { RoutablePolicy } from './routable-policy';

const entries = entriesWith([roundRobin(0, [target(0, 0)])]);
const { profile } = entries.provider;
const suspending = routable(entries).production.loadBalancing as RoutablePolicy;
const lenient: RoutablePolicy = { ...suspending, suspendDurationMs: 0 };

describe('judgeStatus', () => {
  test.each([200, 302, 400, 405, 413, 422])(
    'a %i is not a failure: the request is at fault, and the response is passed on',
    (status) => {
      expect(judgeStatus(suspending, profile, status, [])).toBeNull();
    },
  );

  test.each([408, 429, 500, 503, 599])('a %i fails over and suspends', (status) => {
    expect(judgeStatus(suspending, profile, status, [])).toEqual({ cause: 'FAILURE_STATUS', suspends: true });
  });

  test.each([401, 403])('a %i is a rejected credential, and suspends', (status) => {
    expect(judgeStatus(suspending, profile, status, ['model_not_found'])).toEqual({
      cause: 'CREDENTIAL_REJECTED',
      suspends: true,
    });
    expect(isCredentialRejection(profile, status, [])).toBe(true);
  });

  test('a 404 fails over, and suspends only if the profile lists its code as model not found', () => {
    expect(judgeStatus(suspending, profile, 404, ['model_not_found'])).toEqual({
      cause: 'MODEL_NOT_FOUND',
      suspends: true,
    });
    for (const codes of [[], ['not_found', 'MODEL_NOT_FOUND']]) {
      expect(judgeStatus(suspending, profile, 404, codes)).toEqual({ cause: 'FAILURE_STATUS', suspends: false });
    }
  });

  test('nothing suspends when suspension is off', () => {
    expect(judgeStatus(lenient, profile, 404, ['model_not_found'])).toEqual({
      cause: 'MODEL_NOT_FOUND',
      suspends: false,
    });
    expect(judgeStatus(lenient, profile, 500, [])).toEqual({ cause: 'FAILURE_STATUS', suspends: false });
    expect(failureOf(lenient, 'TIMEOUT')).toEqual({ cause: 'TIMEOUT', suspends: false });
    expect(failureOf(suspending, 'TIMEOUT')).toEqual({ cause: 'TIMEOUT', suspends: true });
  });

  test("a policy's own failure statuses decide", () => {
    const own: RoutablePolicy = { ...suspending, isFailureStatus: (status) => status === 422 };
    expect(judgeStatus(own, profile, 422, [])).toEqual({ cause: 'FAILURE_STATUS', suspends: true });
    expect(judgeStatus(own, profile, 401, [])).toBeNull();
    expect(judgeStatus(own, profile, 404, ['model_not_found'])).toBeNull();
  });

  test('an error that a vendor reports by a code in a 400 is judged by the code', () => {
    expect(judgeStatus(suspending, profile, 400, ['invalid_request_error', 'model_not_found'])).toEqual({
      cause: 'MODEL_NOT_FOUND',
      suspends: true,
    });
    expect(judgeStatus(suspending, geminiProfile, 400, ['API_KEY_INVALID', 'INVALID_ARGUMENT'])).toEqual({
      cause: 'CREDENTIAL_REJECTED',
      suspends: true,
    });
    for (const status of [400, 422]) {
      expect(judgeStatus(suspending, geminiProfile, status, ['INVALID_ARGUMENT'])).toBeNull();
    }
    expect(judgeStatus(suspending, profile, 422, ['model_not_found'])).toBeNull();
    const own: RoutablePolicy = { ...suspending, isFailureStatus: (status) => status === 500 };
    expect(judgeStatus(own, profile, 400, ['model_not_found'])).toBeNull();
    expect(judgeStatus(own, geminiProfile, 400, ['API_KEY_INVALID'])).toBeNull();
    expect(isCredentialRejection(geminiProfile, 400, ['API_KEY_INVALID'])).toBe(true);
    expect(isCredentialRejection(geminiProfile, 500, ['API_KEY_INVALID'])).toBe(false);
  });
});

test('a request that alone exceeds the limit fails over, and suspends nothing', () => {
  const own: RoutablePolicy = { ...suspending, isFailureStatus: (status) => status === 413 || status === 429 };
  const suspends = (status: number, ...codes: string[]) => judgeStatus(own, profile, status, codes)?.suspends;
  expect(suspends(429, 'rate_limit_exceeded', 'request_too_large')).toBe(false);
  expect(suspends(413, 'rate_limit_exceeded')).toBe(false);
  expect(suspends(413, 'request_too_large')).toBe(false);
  expect(suspends(429, 'rate_limit_exceeded')).toBe(true);
  expect(suspends(413)).toBe(true);
});

test('a request counts as too large only if the message says so', () => {
  expect(saysRequestTooLarge('Request too large for m on tokens per min (TPM): Limit 10, Requested 12.')).toBe(true);
  expect(saysRequestTooLarge('Rate limit reached for m on tokens per min (TPM): Limit 10, Used 9.')).toBe(false);
  expect(saysRequestTooLarge(undefined)).toBe(false);
});

describe('isErrorCodeNeeded', () => {
  const silent = { ...profile, modelNotFoundCodes: [], credentialRejectedCodes: [] };

  test('only if the profile has codes for the status, or if the text must not be passed on', () => {
    expect(isErrorCodeNeeded(profile, 404)).toBe(true);
    expect(isErrorCodeNeeded(profile, 400)).toBe(true);
    expect(isErrorCodeNeeded(profile, 500)).toBe(false);
    expect(isErrorCodeNeeded(profile, 200)).toBe(false);
    expect(isErrorCodeNeeded({ ...silent, modelNotFoundCodes: ['x'] }, 429)).toBe(false);
    expect([400, 401, 403, 404].filter((status) => isErrorCodeNeeded(silent, status))).toEqual([401, 403]);
  });
});
