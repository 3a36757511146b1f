import { entryWith, roundRobin, target } from './entry-fixture.suite';
import { failureOf, isCredentialRejection, isErrorCodeNeeded, judgeStatus } from './failure';
import { compileAiApi } from './routable-ai-api';
import type { RoutablePolicy } from './routable-policy';

const entry = entryWith([roundRobin(0, [target(0, 0)])]);
const { profile } = entry.provider;
const suspending = compileAiApi(entry).production.loadBalancing as RoutablePolicy;
const lenient: RoutablePolicy = { ...suspending, suspendDurationMs: 0 };

describe('judgeStatus', () => {
  test.each([200, 302, 400, 405, 413, 422])(
    "a %i is no failure: it is the request's own, and answered as it is",
    (status) => {
      expect(judgeStatus(suspending, profile, status, null)).toBeNull();
    },
  );

  test.each([408, 429, 500, 503, 599])('a %i fails over and suspends', (status) => {
    expect(judgeStatus(suspending, profile, status, null)).toEqual({ cause: 'FAILURE_STATUS', suspends: true });
  });

  test.each([401, 403])('a %i is a rejected credential, and suspends', (status) => {
    expect(judgeStatus(suspending, profile, status, 'model_not_found')).toEqual({
      cause: 'CREDENTIAL_REJECTED',
      suspends: true,
    });
    expect(isCredentialRejection(status)).toBe(true);
  });

  test('a 404 fails over, and suspends only where the profile knows its code as model not found', () => {
    expect(judgeStatus(suspending, profile, 404, 'model_not_found')).toEqual({
      cause: 'MODEL_NOT_FOUND',
      suspends: true,
    });
    for (const code of [null, '', 'not_found', 'MODEL_NOT_FOUND']) {
      expect(judgeStatus(suspending, profile, 404, code)).toEqual({ cause: 'FAILURE_STATUS', suspends: false });
    }
  });

  test('nothing suspends where suspension is off', () => {
    expect(judgeStatus(lenient, profile, 404, 'model_not_found')).toEqual({
      cause: 'MODEL_NOT_FOUND',
      suspends: false,
    });
    expect(judgeStatus(lenient, profile, 500, null)).toEqual({ cause: 'FAILURE_STATUS', suspends: false });
    expect(failureOf(lenient, 'TIMEOUT')).toEqual({ cause: 'TIMEOUT', suspends: false });
    expect(failureOf(suspending, 'TIMEOUT')).toEqual({ cause: 'TIMEOUT', suspends: true });
  });

  test("a policy's own failure statuses decide", () => {
    const own: RoutablePolicy = { ...suspending, isFailureStatus: (status) => status === 422 };
    expect(judgeStatus(own, profile, 422, null)).toEqual({ cause: 'FAILURE_STATUS', suspends: true });
    expect(judgeStatus(own, profile, 401, null)).toBeNull();
    expect(judgeStatus(own, profile, 404, 'model_not_found')).toBeNull();
  });
});

describe('isErrorCodeNeeded', () => {
  test('only for a 404 that is a failure, and where the profile knows codes', () => {
    expect(isErrorCodeNeeded(suspending, profile, 404)).toBe(true);
    expect(isErrorCodeNeeded(suspending, profile, 429)).toBe(false);
    expect(isErrorCodeNeeded(suspending, { ...profile, modelNotFoundCodes: [] }, 404)).toBe(false);
    expect(isErrorCodeNeeded({ ...suspending, isFailureStatus: () => false }, profile, 404)).toBe(false);
  });
});
