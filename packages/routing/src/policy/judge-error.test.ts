import {
  anthropicProfile,
  azureAiFoundryProfile,
  azureOpenaiProfile,
  customProfile,
  type ErrorKind,
  geminiProfile,
  mistralProfile,
  openaiCompatibleProfile,
  openaiProfile,
  type ProviderProfile,
} from '@switchyard/contract';
import { entriesWith, roundRobin, routable, target } from '../testing/entry-fixture.suite';
import type { VendorError } from './error-rules';
import { judgeError } from './judge-error';
import type { RoutablePolicy } from './routable-policy';

const entries = entriesWith([roundRobin(0, [target(0, 0)])]);
const policy = routable(entries).production.loadBalancing as RoutablePolicy;
const error = (given: Partial<VendorError>): VendorError => ({
  status: 500,
  codes: [],
  message: '',
  retryAfterMs: null,
  ...given,
});
const judge = (profile: ProviderProfile, given: Partial<VendorError>, by: RoutablePolicy | null = policy) =>
  judgeError(by, profile, error(given));

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

describe('a 401 about a scope or permission of the operation is like a 403', () => {
  test.each([
    'You have insufficient permissions for this operation. Missing scopes: model.request.',
    'The principal `x` lacks the required data action `y` to perform `POST /openai/z` operation.',
    'Request had insufficient authentication scopes.',
    'This key does not have permission to use the resource.',
  ])('%s', (message) => {
    for (const profile of [openaiProfile, azureOpenaiProfile, anthropicProfile, geminiProfile, customProfile]) {
      const codes = ['invalid_request_error', 'authentication_error'];
      expect(judge(profile, { status: 401, codes, message })).toEqual({
        kind: null,
        failsOver: true,
        suspension: null,
      });
    }
  });

  test.each([
    'Incorrect API key provided: sk-a***z.',
    "You didn't provide an API key.",
    'invalid x-api-key',
    'Access denied due to invalid subscription key or wrong API endpoint.',
  ])('any other is a rejected credential: %s', (message) => {
    expect(judge(openaiProfile, { status: 401, message }).kind).toBe('CREDENTIAL_REJECTED');
  });
});

describe('the built-in profiles recognise', () => {
  const invalid = 'invalid_request_error';
  const cases: [string, ProviderProfile, Partial<VendorError>, ErrorKind | null, boolean?][] = [
    ['OpenAI', openaiProfile, { status: 404, codes: [invalid, 'model_not_found'] }, 'MODEL_NOT_FOUND'],
    [
      'OpenAI',
      openaiProfile,
      { status: 400, codes: [invalid], message: "The requested model 'a' does not exist." },
      'MODEL_NOT_FOUND',
    ],
    [
      'OpenAI',
      openaiProfile,
      {
        status: 404,
        codes: [invalid],
        message: 'This model is only supported in v1/responses and not in v1/chat/completions.',
      },
      'MODEL_NOT_FOUND',
      false,
    ],
    ['OpenAI', openaiProfile, { status: 404, codes: [invalid], message: 'Invalid URL (POST /v1/x)' }, null, false],
    [
      'OpenAI',
      openaiProfile,
      { status: 403, codes: [invalid], message: 'You are not allowed to generate embeddings from this model' },
      null,
      false,
    ],
    ['OpenAI', openaiProfile, { status: 400, codes: [invalid, 'context_length_exceeded'] }, 'CONTEXT_TOO_LONG'],
    [
      'OpenAI in a stream',
      openaiProfile,
      { status: 400, codes: [invalid, 'context_length_exceeded'] },
      'CONTEXT_TOO_LONG',
    ],
    [
      'OpenAI',
      openaiProfile,
      { status: 400, codes: [invalid], message: "Invalid value: 'Your credit balance is too low'" },
      'REQUEST_INVALID',
    ],
    ['OpenAI', openaiProfile, { status: 429, codes: ['insufficient_quota'] }, 'ACCOUNT_EXHAUSTED'],
    [
      'OpenAI',
      openaiProfile,
      {
        status: 429,
        codes: ['rate_limit_exceeded', 'tokens'],
        message: 'Request too large for a on tokens per min (TPM): Limit 1, Requested 2.',
      },
      'REQUEST_TOO_LARGE',
    ],
    [
      'OpenAI',
      openaiProfile,
      { status: 429, codes: ['rate_limit_exceeded', 'tokens'], message: 'Rate limit reached for a' },
      'RATE_LIMITED',
    ],
    ['OpenAI', openaiProfile, { status: 503, codes: ['slow_down'] }, 'OVERLOADED'],
    [
      'OpenAI',
      openaiProfile,
      { status: 400, codes: ['image_generation_user_error', 'moderation_blocked'] },
      'CONTENT_FILTERED',
    ],
    ['OpenAI in a stream', openaiProfile, { status: null, codes: ['invalid_image_format'] }, 'REQUEST_INVALID'],
    ['OpenAI in a stream', openaiProfile, { status: null, codes: ['invalid_prompt'] }, 'REQUEST_INVALID'],
    ['OpenAI in a stream', openaiProfile, { status: 500, codes: ['server_error'] }, null],
    ['Azure', azureOpenaiProfile, { status: 404, codes: ['DeploymentNotFound'] }, 'MODEL_NOT_FOUND'],
    ['Azure', azureOpenaiProfile, { status: 404, codes: ['404'], message: 'Resource not found' }, null, false],
    [
      'Azure',
      azureOpenaiProfile,
      { status: 400, codes: ['content_filter', 'ResponsibleAIPolicyViolation'] },
      'CONTENT_FILTERED',
    ],
    ['Foundry', azureAiFoundryProfile, { status: 400, codes: ['no_model_name'] }, 'MODEL_NOT_FOUND'],
    [
      'Anthropic',
      anthropicProfile,
      { status: 400, codes: [invalid], message: 'Your credit balance is too low to access the Anthropic API.' },
      'ACCOUNT_EXHAUSTED',
    ],
    [
      'Anthropic',
      anthropicProfile,
      {
        status: 400,
        codes: [invalid],
        message: 'You have reached your specified API usage limits. You will regain access on …',
      },
      'ACCOUNT_EXHAUSTED',
    ],
    [
      'Anthropic',
      anthropicProfile,
      { status: 400, codes: [invalid], message: 'messages.0: You have reached your specified API usage limits' },
      'REQUEST_INVALID',
    ],
    [
      'Anthropic',
      anthropicProfile,
      { status: 429, codes: ['rate_limit_error', 'enforced_spend_limit_reached'] },
      'ACCOUNT_EXHAUSTED',
    ],
    ['Anthropic', anthropicProfile, { status: 429, codes: ['rate_limit_error'] }, 'RATE_LIMITED'],
    ['Anthropic', anthropicProfile, { status: 529, codes: ['overloaded_error'] }, 'OVERLOADED'],
    [
      'Anthropic',
      anthropicProfile,
      { status: 404, codes: ['not_found_error'], message: 'model: claude-0' },
      'MODEL_NOT_FOUND',
    ],
    [
      'Anthropic',
      anthropicProfile,
      { status: 404, codes: ['not_found_error'], message: 'File not found' },
      null,
      false,
    ],
    [
      'Anthropic',
      anthropicProfile,
      { status: 400, codes: [invalid], message: 'prompt is too long: 9 tokens > 8 maximum' },
      'CONTEXT_TOO_LONG',
    ],
    ['Anthropic', anthropicProfile, { status: 403, codes: ['permission_error'] }, null, false],
    [
      'Gemini',
      geminiProfile,
      { status: 400, codes: ['400', 'INVALID_ARGUMENT', 'API_KEY_INVALID'] },
      'CREDENTIAL_REJECTED',
    ],
    [
      'Gemini',
      geminiProfile,
      { status: 403, codes: ['PERMISSION_DENIED'], message: 'Your API key was reported as leaked.' },
      'CREDENTIAL_REJECTED',
    ],
    [
      'Gemini',
      geminiProfile,
      {
        status: 403,
        codes: ['PERMISSION_DENIED'],
        message: 'You do not have permission to access the File x or it may not exist.',
      },
      null,
      false,
    ],
    [
      'Gemini',
      geminiProfile,
      {
        status: 404,
        codes: ['NOT_FOUND'],
        message: 'models/a is not found for API version v1beta, or is not supported for x',
      },
      'MODEL_NOT_FOUND',
      false,
    ],
    ['Gemini', geminiProfile, { status: 404, codes: ['NOT_FOUND'], message: 'File not found' }, null, false],
    [
      'Gemini',
      geminiProfile,
      { status: 429, codes: ['RESOURCE_EXHAUSTED', 'GenerateRequestsPerDayPerProjectPerModel-FreeTier'] },
      'ACCOUNT_EXHAUSTED',
    ],
    [
      'Gemini',
      geminiProfile,
      { status: 429, codes: ['RESOURCE_EXHAUSTED', 'GenerateRequestsPerMinutePerProject'] },
      'RATE_LIMITED',
    ],
    [
      'Gemini',
      geminiProfile,
      { status: 400, codes: ['FAILED_PRECONDITION'], message: 'User location is not supported for the API use.' },
      'ACCOUNT_EXHAUSTED',
    ],
    [
      'Gemini',
      geminiProfile,
      { status: 400, codes: ['FAILED_PRECONDITION'], message: 'The File x is not in an ACTIVE state' },
      null,
      false,
    ],
    [
      'Gemini',
      geminiProfile,
      {
        status: 400,
        codes: ['INVALID_ARGUMENT'],
        message: 'The input token count (9) exceeds the maximum number of tokens allowed (8).',
      },
      'CONTEXT_TOO_LONG',
    ],
    ['Gemini', geminiProfile, { status: 503, codes: ['UNAVAILABLE'] }, 'OVERLOADED'],
    ['Mistral', mistralProfile, { status: 400, codes: ['1500', 'invalid_model'] }, 'MODEL_NOT_FOUND'],
    ['Mistral', mistralProfile, { status: 429, codes: ['3505', 'service_tier_capacity_exceeded'] }, 'OVERLOADED'],
    ['Mistral', mistralProfile, { status: 429, codes: ['1300', 'rate_limited'] }, 'RATE_LIMITED'],
    [
      'Mistral',
      mistralProfile,
      {
        status: 400,
        codes: ['3051'],
        message: 'Prompt contains 9 tokens, too large for model with 8 maximum context length',
      },
      'CONTEXT_TOO_LONG',
    ],
    ['Groq', openaiCompatibleProfile, { status: 400, codes: [invalid, 'model_decommissioned'] }, 'MODEL_NOT_FOUND'],
    ['Groq', openaiCompatibleProfile, { status: 413, codes: ['tokens', 'rate_limit_exceeded'] }, 'REQUEST_TOO_LARGE'],
    ['Groq', openaiCompatibleProfile, { status: 498, codes: ['capacity_exceeded'] }, 'OVERLOADED'],
    ['DeepSeek', openaiCompatibleProfile, { status: 402, message: 'Insufficient Balance' }, 'ACCOUNT_EXHAUSTED'],
    [
      'DeepSeek',
      openaiCompatibleProfile,
      { status: 400, codes: [invalid], message: 'Model Not Exist' },
      'MODEL_NOT_FOUND',
    ],
    [
      'vLLM',
      openaiCompatibleProfile,
      { status: 404, codes: ['NotFoundError'], message: 'The model `a` does not exist.' },
      'MODEL_NOT_FOUND',
    ],
    [
      'vLLM',
      openaiCompatibleProfile,
      { status: 404, codes: ['NotFoundError'], message: "Response with id 'a' not found." },
      null,
      false,
    ],
    [
      'vLLM',
      openaiCompatibleProfile,
      { status: 400, codes: ['BadRequestError'], message: "This model's maximum context length is 9 tokens." },
      'CONTEXT_TOO_LONG',
    ],
    [
      'Ollama',
      openaiCompatibleProfile,
      { status: 404, codes: ['not_found_error'], message: "model 'a' not found" },
      'MODEL_NOT_FOUND',
    ],
    [
      'OpenRouter',
      openaiCompatibleProfile,
      { status: 402, message: 'This request requires more credits, or fewer max_tokens. You requested up to 9.' },
      'REQUEST_TOO_LARGE',
    ],
    [
      'OpenRouter',
      openaiCompatibleProfile,
      { status: 404, message: 'No endpoints found that support image input' },
      'MODEL_NOT_FOUND',
      false,
    ],
  ];

  test.each(
    cases.map(([vendor, profile, given, kind, suspends = kind === null || [...SOFT, ...HARD].includes(kind)]) => {
      return [vendor, profile, given, kind, suspends] as const;
    }),
  )('%s: %#', (_vendor, profile, given, kind, suspends) => {
    const judged = judge(profile, given);
    expect([judged.kind, judged.suspension !== null]).toEqual([kind, suspends]);
  });

  test('none of the wordings that suspend a target in a message that quotes a consumer', () => {
    for (const profile of [anthropicProfile, geminiProfile, openaiCompatibleProfile, openaiProfile]) {
      const wordings = profile.errorRules
        .filter(({ kind, codes }) => HARD.includes(kind) && codes.length === 0)
        .flatMap(({ messages }) => messages);
      for (const wording of wordings) {
        const message = `messages.0.role: "${wording.replaceAll('*', '')}" is not allowed`;
        expect(judge(profile, { status: 400, message }).suspension).toBeNull();
      }
    }
  });
});
