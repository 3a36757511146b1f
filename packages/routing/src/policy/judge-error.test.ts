import {
  anthropicProfile,
  azureOpenaiProfile,
  customProfile,
  type ErrorKind,
  geminiProfile,
  mistralProfile,
  openaiCompatibleProfile,
  openaiProfile,
  type ProviderProfile,
} from '@switchyard/contract';
import { judging, policy } from '../testing/judged-error.suite';
import type { VendorError } from './error-rules';

const judge = judging(500);

const SOFT: readonly (ErrorKind | null)[] = ['MODEL_NOT_FOUND', 'OVERLOADED', 'RATE_LIMITED'];
const HARD: readonly (ErrorKind | null)[] = ['CREDENTIAL_REJECTED', 'ACCOUNT_EXHAUSTED'];

describe('a kind alone decides', () => {
  const of = (kind: ErrorKind): ProviderProfile => ({
    ...customProfile,
    errorRules: [{ kind, statuses: [], codes: ['x'], messages: [], suspends: true }],
  });
  const kinds: [ErrorKind, boolean][] = [
    ['MODEL_NOT_FOUND', true],
    ['CREDENTIAL_REJECTED', true],
    ['ACCOUNT_EXHAUSTED', true],
    ['CONTEXT_TOO_LONG', true],
    ['CONTENT_FILTERED', false],
    ['REQUEST_TOO_LARGE', true],
    ['OVERLOADED', true],
    ['RATE_LIMITED', true],
    ['REQUEST_INVALID', false],
  ];

  test.each(kinds)('%s fails over by default: %p, whatever the status', (kind, failsOver) => {
    for (const status of [400, 404, 418, 500]) {
      for (const isFailureStatus of [() => true, () => false]) {
        const judged = judge(of(kind), { status, codes: ['x'] }, { ...policy, isFailureStatus });
        const grade = SOFT.includes(kind) ? 'SOFT' : HARD.includes(kind) ? 'HARD' : undefined;
        expect([judged.kind, judged.failsOver, judged.suspension?.grade]).toEqual([kind, failsOver, grade]);
        expect(judged.suspension?.cause).toBe(grade && kind);
      }
    }
  });

  test.each(kinds)('%s fails over if the policy says so, and suspends either way', (kind) => {
    for (const failoverOn of [new Set<ErrorKind>([kind]), new Set<ErrorKind>()]) {
      const judged = judge(of(kind), { codes: ['x'] }, { ...policy, failoverOn });
      expect(judged.failsOver).toBe(failoverOn.size > 0);
      expect(judged.suspension !== null).toBe([...SOFT, ...HARD].includes(kind));
    }
  });

  test('a time that the vendor names makes a suspension hard, and is at most an hour', () => {
    const limited = of('RATE_LIMITED');
    const wait = (retryAfterMs: number) => judge(limited, { codes: ['x'], retryAfterMs }).suspension;
    expect(wait(9_000)).toEqual({ grade: 'HARD', cause: 'RATE_LIMITED', retryAfterMs: 9_000 });
    expect(wait(0)).toMatchObject({ grade: 'SOFT', retryAfterMs: 0 });
    expect(wait(9_000_000)).toMatchObject({ retryAfterMs: 3_600_000 });
    expect(judge(of('CONTEXT_TOO_LONG'), { codes: ['x'], retryAfterMs: 1 }).suspension).toBeNull();
  });

  test('nothing is suspended where suspension is off, or without a policy', () => {
    const off = { ...policy, suspendDurationMs: 0 };
    expect(judge(of('CREDENTIAL_REJECTED'), { codes: ['x'] }, off)).toMatchObject({
      failsOver: true,
      suspension: null,
    });
    expect(judge(customProfile, {}, off)).toMatchObject({ failsOver: true, suspension: null });
    expect(judge(of('OVERLOADED'), { codes: ['x'] }, null)).toEqual({
      kind: 'OVERLOADED',
      failsOver: false,
      suspension: null,
    });
  });
});

describe('without a kind the status decides', () => {
  test.each([408, 429, 500, 503, 599])('a %i fails over and suspends', (status) => {
    expect(judge(customProfile, { status })).toEqual({
      kind: null,
      failsOver: true,
      suspension: { grade: 'SOFT', cause: 'FAILURE_STATUS', retryAfterMs: null },
    });
  });

  test.each([403, 404])('a %i fails over, and suspends nobody', (status) => {
    const judged = judge(customProfile, { status, retryAfterMs: 1_000 });
    expect(judged).toEqual({ kind: null, failsOver: true, suspension: null });
    const own = { ...policy, isFailureStatus: () => false };
    expect(judge(customProfile, { status }, own).failsOver).toBe(false);
  });

  test.each([400, 405, 409, 422])('a %i is the answer, unless the policy says otherwise', (status) => {
    expect(judge(customProfile, { status })).toEqual({ kind: null, failsOver: false, suspension: null });
    const own = { ...policy, isFailureStatus: (each: number) => each === status };
    expect(judge(customProfile, { status }, own)).toMatchObject({ failsOver: true, suspension: { grade: 'SOFT' } });
  });

  test('in a stream, an error without a status is a failure', () => {
    expect(judge(customProfile, { status: null })).toEqual({
      kind: null,
      failsOver: true,
      suspension: { grade: 'SOFT', cause: 'STREAM_FAILED', retryAfterMs: null },
    });
  });

  test.each<[number, ErrorKind]>([
    [401, 'CREDENTIAL_REJECTED'],
    [402, 'ACCOUNT_EXHAUSTED'],
    [413, 'REQUEST_TOO_LARGE'],
  ])('a %i is %s with every vendor', (status, kind) => {
    for (const profile of [customProfile, anthropicProfile, geminiProfile, mistralProfile, openaiProfile]) {
      expect(judge(profile, { status }).kind).toBe(kind);
    }
  });
});

const profiles = [openaiProfile, azureOpenaiProfile, anthropicProfile, geminiProfile, openaiCompatibleProfile];

describe('an error about a scope or permission of the operation is like a 403', () => {
  const likeForbidden = { kind: null, failsOver: true, suspension: null };

  test.each([
    'You have insufficient permissions for this operation. Missing scopes: model.request.',
    'The principal `x` lacks the required data action `y` to perform `POST /openai/z` operation.',
    'Request had insufficient authentication scopes.',
    'This key does not have permission to use the resource.',
    'This credential is only authorized for use with Claude Code and cannot be used for other API requests.',
    'API keys are not supported by this API. Expected OAuth2 access token.',
  ])('by its words, whatever the status: %s', (message) => {
    for (const profile of [...profiles, mistralProfile, customProfile]) {
      for (const status of [400, 401, 403, 422]) {
        const codes = ['invalid_request_error', 'authentication_error'];
        expect(judge(profile, { status, codes, message })).toEqual(likeForbidden);
      }
      expect(judge(profile, { status: null, codes: ['UNAUTHENTICATED'], message })).toEqual(likeForbidden);
    }
  });

  test.each([
    'Principal does not have access to API/Operation.',
    'The `models` permission is required to access this endpoint',
    "Permission 'aiplatform.endpoints.predict' denied on resource '//a' (or it may not exist).",
    'User: a is not authorized to perform: bedrock:InvokeModel on resource: b',
    "Virtual key is not allowed to call this route. Only allowed to call routes: ['a'].",
    'Requests to this API a.googleapis.com method a.b.C are blocked.',
    'OAuth token does not meet scope requirement user:inference',
  ])('by its words, where the credential would be rejected: %s', (message) => {
    for (const profile of [...profiles, customProfile]) {
      expect(judge(profile, { status: 401, message })).toEqual(likeForbidden);
      expect(judge(profile, { status: 403, message })).toEqual(likeForbidden);
    }
  });

  test.each([
    ...['ACCESS_TOKEN_SCOPE_INSUFFICIENT', 'IAM_PERMISSION_DENIED', 'API_KEY_SERVICE_BLOCKED'],
    ...['insufficient_scope', 'insufficientPermissions', 'missing_scope'],
  ])('by its code, whatever the status: %s', (code) => {
    for (const profile of [...profiles, customProfile]) {
      for (const status of [400, 401, 403, null]) {
        for (const other of ['PERMISSION_DENIED', 'UNAUTHENTICATED', 'INVALID_ARGUMENT', 'authentication_error']) {
          expect(judge(profile, { status, codes: [other, code] })).toEqual(likeForbidden);
        }
      }
    }
  });

  test.each(['permission_error', 'PermissionDenied', 'permission_denied_error', 'permission-denied', 'Forbidden'])(
    'by a code that some vendors also give to other errors: %s',
    (code) => {
      for (const status of [400, 401, 403, null]) {
        for (const profile of [...profiles, customProfile]) {
          expect(judge(profile, { status, codes: [code] })).toEqual(likeForbidden);
        }
      }
    },
  );

  test.each<[number, Partial<VendorError>, ErrorKind | null]>([
    [403, { codes: ['PERMISSION_DENIED', 'API_KEY_INVALID'] }, 'CREDENTIAL_REJECTED'],
    [403, { codes: ['PERMISSION_DENIED'], message: 'Your API key was reported as leaked.' }, 'CREDENTIAL_REJECTED'],
    [429, { codes: ['RESOURCE_EXHAUSTED', 'PERMISSION_DENIED'] }, 'RATE_LIMITED'],
    [404, { codes: ['model_not_found'], message: 'You do not have permission to use it' }, 'MODEL_NOT_FOUND'],
    [402, { codes: ['forbidden'], message: 'pay' }, 'ACCOUNT_EXHAUSTED'],
    [500, { message: 'Missing scopes' }, null],
  ])('but not where another code or the status says what it is: %i %j', (status, given, kind) => {
    const judged = judge(openaiCompatibleProfile, { ...given, status });
    expect([judged.kind, judged.suspension !== null]).toEqual([kind, true]);
  });

  test.each([
    ...[
      'invalid_api_key',
      'invalid-api-key',
      'InvalidApiKey',
      'incorrect_api_key',
      'expired_api_key',
      'API_KEY_INVALID',
    ],
    ...[
      'API_KEY_EXPIRED',
      'invalid_token',
      'token_expired',
      'ACCESS_TOKEN_EXPIRED',
      'CREDENTIALS_MISSING',
      'invalid_key',
    ],
    ...['account_deactivated', 'access_terminated', 'ExpiredTokenException', 'CONSUMER_SUSPENDED', 'token_not_found'],
  ])('no words make a permission of a code that says that the credential is no good: %s', (code) => {
    for (const message of [
      'The key does not have permission to use the operation.',
      'You have insufficient permissions. Missing scopes: model.request.',
      'Principal does not have access to API/Operation.',
      'This key is only allowed to call other routes.',
    ]) {
      for (const profile of [...profiles, customProfile]) {
        for (const codes of [[code], ['PERMISSION_DENIED', code], ['invalid_request_error', code, 'forbidden']]) {
          expect(judge(profile, { status: 401, codes, message })).toMatchObject({
            kind: 'CREDENTIAL_REJECTED',
            suspension: { grade: 'HARD' },
          });
        }
      }
    }
  });

  test.each([
    'Incorrect API key provided: sk-a***z.',
    "You didn't provide an API key.",
    'invalid x-api-key',
    'Access denied due to invalid subscription key or wrong API endpoint.',
    'Your key "missing scope" is wrong.',
  ])('any other 401 is a rejected credential: %s', (message) => {
    for (const profile of [...profiles, customProfile]) {
      expect(judge(profile, { status: 401, message })).toMatchObject({
        kind: 'CREDENTIAL_REJECTED',
        suspension: { grade: 'HARD' },
      });
    }
  });
});

describe('an unknown model suspends only the target that was asked for it', () => {
  const cases: [string, ProviderProfile, Partial<VendorError>][] = [
    ['OpenAI', openaiProfile, { codes: ['model_not_found'], message: 'The model `{name}` does not exist' }],
    [
      'OpenAI',
      openaiProfile,
      { codes: ['invalid_request_error'], message: "The requested model '{name}' does not exist" },
    ],
    ['Azure', azureOpenaiProfile, { codes: ['unknown_model'], message: 'Unknown model: {name}' }],
    ['Anthropic', anthropicProfile, { codes: ['not_found_error'], message: 'model: {name}' }],
    ['Gemini', geminiProfile, { message: 'This model models/{name} is no longer available.' }],
    ['Mistral', mistralProfile, { codes: ['invalid_model', '1500'], message: 'Invalid model: {name}' }],
    ['vLLM', openaiCompatibleProfile, { codes: ['NotFoundError'], message: 'The model `{name}` does not exist.' }],
    ['Ollama', openaiCompatibleProfile, { codes: ['not_found_error'], message: "model '{name}' not found" }],
    [
      'Groq',
      openaiCompatibleProfile,
      { codes: ['model_decommissioned'], message: 'The model `{name}` has been decommissioned' },
    ],
    ['LiteLLM', openaiCompatibleProfile, { message: 'Invalid model name passed in model={name}. Call `/v1/models`' }],
    [
      'a custom provider',
      { ...customProfile, errorRules: openaiProfile.errorRules },
      { codes: ['model_not_found'], message: '{name} is unknown' },
    ],
  ];

  test.each(cases)('%s', (_vendor, profile, { message = '', ...given }) => {
    const judged = (name: string, status: number | null = 404) =>
      judge(profile, { ...given, status, message: message.replace('{name}', name) }, policy, 'large-2');
    for (const status of [400, 404, null]) {
      expect(judged('large-2', status)).toMatchObject({ kind: 'MODEL_NOT_FOUND', suspension: { grade: 'SOFT' } });
      for (const name of ['nope', 'nope-7', 'large-2-nope', 'large']) {
        expect(judged(name, status)).toEqual({ kind: 'MODEL_NOT_FOUND', failsOver: true, suspension: null });
      }
    }
  });

  test('or names none beside a code that means nothing else', () => {
    for (const message of ['', 'Model not found', 'The requested model does not exist.']) {
      const given = { status: 404, codes: ['model_not_found'], message };
      for (const model of ['large-2', null]) {
        expect(judge(openaiProfile, given, policy, model).suspension).toMatchObject({ grade: 'SOFT' });
      }
    }
  });

  test.each([
    "The model response with id 'resp_1' does not exist",
    "Response with id 'large-2' not found.",
    'Previous response with id "resp_1" not found.',
    "No such File object: 'file-1'",
    'File not found: file-large-2',
    'The model file `large-2.gguf` does not exist',
    'Vector store vs_1 not found',
    "No assistant found with id 'asst_1'",
    'Voice large not found',
    "Tool 'large-2' not found",
    'The model adapter `lora` does not exist',
    'The model card large-2.md was not found',
    'Container large-2 not found',
  ])('nothing else that is missing does: %s', (message) => {
    for (const profile of [...profiles, mistralProfile]) {
      for (const codes of [['NotFoundError'], ['not_found_error'], ['NOT_FOUND'], ['invalid_request_error'], []]) {
        for (const status of [400, 404]) {
          expect(judge(profile, { status, codes, message }, policy, 'large-2').suspension).toBeNull();
        }
      }
    }
  });
});

describe('a 402', () => {
  test.each<[string, Partial<VendorError>, string]>([
    ['without words suspends softly: it may be about the one request', {}, 'SOFT'],
    ['with its status as its only code too', { codes: ['402'] }, 'SOFT'],
    ['that only repeats its status too', { message: 'Payment Required' }, 'SOFT'],
    ['that repeats it in code and message too', { codes: ['402'], message: 'HTTP 402: Payment required.' }, 'SOFT'],
    ['with a message that says more suspends hard', { message: 'Payment required: your trial is over' }, 'HARD'],
    ['with a code suspends hard', { codes: ['out_of_money'] }, 'HARD'],
    ['with a time suspends hard', { retryAfterMs: 1 }, 'HARD'],
  ])('%s', (_what, given, grade) => {
    for (const profile of [customProfile, anthropicProfile, geminiProfile, openaiCompatibleProfile, openaiProfile]) {
      const { kind, suspension } = judge(profile, { status: 402, ...given });
      expect([kind, suspension?.grade]).toEqual(['ACCOUNT_EXHAUSTED', grade]);
    }
  });

  test('takes linear time to be recognised as bare', () => {
    const message = `${'http error status code payment required 402 '.repeat(20_000)}é`;
    expect(judge(customProfile, { status: 402, message }).suspension?.grade).toBe('HARD');
  });
});

describe('a wait in words', () => {
  const message = 'Please try again in 59s.';
  const of = (kind: ErrorKind): ProviderProfile => ({
    ...customProfile,
    errorRules: [{ kind, statuses: [], codes: ['x'], messages: [], suspends: true }],
  });

  test.each<[ErrorKind, number | null]>([
    ['RATE_LIMITED', 59_000],
    ['OVERLOADED', 59_000],
    ['MODEL_NOT_FOUND', null],
    ['CREDENTIAL_REJECTED', null],
    ['ACCOUNT_EXHAUSTED', null],
  ])('counts for %s: %j', (kind, retryAfterMs) => {
    for (const status of [400, 503, null]) {
      expect(judge(of(kind), { status, codes: ['x'], message }).suspension).toMatchObject({
        cause: kind,
        retryAfterMs,
      });
    }
    expect(judge(of(kind), { status: 429, codes: ['x'], message }).suspension).toMatchObject({ retryAfterMs: 59_000 });
  });

  test('counts for a 429 of no kind, and for no other status', () => {
    expect(judge(customProfile, { status: 429, message }).suspension).toMatchObject({
      grade: 'HARD',
      retryAfterMs: 59_000,
    });
    for (const status of [408, 500, 503, 529, null]) {
      expect(judge(customProfile, { status, message }).suspension).toMatchObject({ grade: 'SOFT', retryAfterMs: null });
    }
  });

  test('does not count in an error without a status whose rule needs one', () => {
    const profile = { ...customProfile, errorRules: [{ ...of('RATE_LIMITED').errorRules[0]!, statuses: [429] }] };
    const given = { codes: ['x'], message };
    expect(judge(profile, { ...given, status: 429 }).suspension).toMatchObject({ grade: 'HARD', retryAfterMs: 59_000 });
    expect(judge(profile, { ...given, status: null }).suspension).toMatchObject({ grade: 'SOFT', retryAfterMs: null });
    expect(judge(profile, { ...given, status: null, retryAfterMs: 5 }).suspension?.grade).toBe('HARD');
  });

  test('does not count beside a wait that the vendor gives otherwise, and is at most an hour', () => {
    expect(judge(customProfile, { status: 429, message, retryAfterMs: 5 }).suspension?.retryAfterMs).toBe(5);
    const day = 'Please retry after 86400 seconds.';
    expect(judge(customProfile, { status: 429, message: day }).suspension?.retryAfterMs).toBe(3_600_000);
  });
});

/** Of the CPU, for each message. */
const TIME_MAX_MS = 10_000;

test.each(profiles)('an error is judged in linear time, whatever it quotes: %#', (profile) => {
  const runs = [
    '!',
    ' ',
    '“',
    '.',
    "'",
    '1s ',
    'your ',
    'missing ',
    'permission ',
    'insufficient a',
    'retry in 1s ',
    'does not have ',
  ];
  for (const run of runs) {
    const text = `a${run.repeat(Math.ceil(60_000 / run.length))}a`;
    for (const message of [text, `The model \`${text}\` does not exist`, `retry in 1s${text}`, `your ${text}`]) {
      const start = process.cpuUsage();
      for (const status of [402, 403, 429, null]) {
        for (const codes of [['model_not_found'], [text]]) {
          for (const by of [policy, null]) judge(profile, { status, codes, message }, by);
        }
      }
      expect(process.cpuUsage(start).user / 1_000).toBeLessThan(TIME_MAX_MS);
    }
  }
});
