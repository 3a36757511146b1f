import { readVendorError } from './vendor-error';

const read = (json: unknown, status: number | null = null) => readVendorError(json, status);

describe("a vendor's error", () => {
  it.each<[string, unknown, string[], string]>([
    ['OpenAI’s', { error: { code: 'a', type: 'b', message: 'no', param: null } }, ['a', 'b'], 'no'],
    ['OpenAI’s flat event', { type: 'error', code: 'a', message: 'no', sequence_number: 1 }, ['a', 'error'], 'no'],
    ['a failed Response', { type: 'response.failed', response: { error: { code: 'a', message: 'no' } } }, ['a'], 'no'],
    ['Groq’s text in a chunk', { choices: [], x_groq: { error: 'over_capacity' } }, ['over_capacity'], 'over_capacity'],
    ['vLLM’s text', { error: 'Unauthorized' }, ['Unauthorized'], 'Unauthorized'],
    ['vLLM’s number', { error: { code: 404, type: 'NotFoundError', message: 'no' } }, ['404', 'NotFoundError'], 'no'],
    [
      'Mistral’s',
      { object: 'error', code: '1500', type: 'invalid_model', message: 'no' },
      ['1500', 'invalid_model'],
      'no',
    ],
    ['Mistral’s detail', { detail: 'Unauthorized' }, [], 'Unauthorized'],
    ['Mistral’s validation', { detail: [{ loc: [], msg: 'no' }] }, [], ''],
    [
      'Anthropic’s',
      { type: 'error', error: { type: 'rate_limit_error', message: 'no', details: { error_code: 'spent' } } },
      ['rate_limit_error', 'spent'],
      'no',
    ],
    ['Azure’s', { error: { code: '400', innererror: { code: 'Policy' }, message: 'no' } }, ['400', 'Policy'], 'no'],
    [
      'Gemini’s, in an array',
      [
        {
          error: {
            code: 429,
            message: 'no',
            status: 'RESOURCE_EXHAUSTED',
            details: [{ reason: 'R' }, { violations: [{ quotaId: 'PerDay' }, {}] }, {}],
          },
        },
      ],
      ['429', 'RESOURCE_EXHAUSTED', 'R', 'PerDay'],
      'no',
    ],
    ['not JSON', undefined, [], ''],
    ['a list', [], [], ''],
    ['a text', 'oops', ['oops'], 'oops'],
    ['xAI’s code beside a text', { code: 'bad-key', error: 'A bad key: a' }, ['bad-key'], 'A bad key: a'],
    [
      'Text Generation Inference’s',
      { error: 'Input validation error: no', error_type: 'validation' },
      ['validation'],
      'Input validation error: no',
    ],
    ['AWS’s', { Message: 'no' }, [], 'no'],
    [
      'Google’s older reasons and names of quotas',
      {
        error: {
          code: 429,
          message: 'no',
          errors: [{ reason: 'rateLimitExceeded' }, {}],
          details: [
            { reason: 'R', metadata: { quota_metric: 'a/requests', quota_limit: 'RequestsPerDay' } },
            { violations: [{ quotaMetric: 'a/search_grounding_requests', quotaId: 'GroundingPerDay' }] },
          ],
        },
      },
      [
        ...['429', 'R', 'RequestsPerDay', 'a/requests', 'GroundingPerDay', 'a/search_grounding_requests'],
        'rateLimitExceeded',
      ],
      'no',
    ],
  ])('is read: %s', (_whose, json, codes, message) => {
    expect(read(json, 418)).toEqual({ status: 418, codes, message, retryAfterMs: null });
  });

  it.each<[string, unknown, number | null]>([
    ['a number', { error: { code: 503 } }, 503],
    ['digits', { error: { code: '401' } }, 401],
    ['a type', { error: { type: 'permission_error' } }, 403],
    ['a gRPC name', { error: { status: 'NOT_FOUND' } }, 404],
    [
      'a name that ends in `_server_error`',
      { error: { code: 'image_generation_failed', type: 'image_generation_server_error' } },
      500,
    ],
    ['the name of a member of every object', { error: { code: 'constructor' } }, null],
    ['a code of Mistral’s, which is no status', { object: 'error', code: '1500' }, null],
    ['nothing', { error: {} }, null],
  ])('in a stream has the status that it names: %s', (_by, json, status) => {
    expect(read(json).status).toBe(status);
  });

  const gemini = (retryDelay: unknown) => ({ error: { status: 'UNAVAILABLE', details: [{}, { retryDelay }] } });
  it.each<[unknown, number | null]>([
    [gemini('45s'), 45_000],
    [gemini('45.5780001s'), 45_579],
    [gemini('-1s'), null],
    [gemini('1h'), null],
    [{ error: { type: 'rate_limit_error', message: 'Please try again in 20s.' } }, null],
  ])('names a wait in a member of its own: %j', (json, waitMs) => {
    expect(read(json).retryAfterMs).toBe(waitMs);
  });
});
