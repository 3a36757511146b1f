import { judging, TEMPLATES } from '../testing/judged-error.suite';

const judge = judging(400);

const invalid = ['invalid_request_error'];

/** Codes of other errors, which gateways in front of a model give to these too. */
const OTHER_CODES = [
  ...[['payment_required'], ['billing_error'], ['insufficient_quota', '402'], ['budget_exceeded']],
  ...[['rate_limit_error'], ['RESOURCE_EXHAUSTED'], ['overloaded_error'], ['NotFoundError'], ['RateLimitReached']],
];

test.each([
  "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.",
  "This model's maximum context length is 8192 tokens, however you requested 9000 tokens (9000 in your prompt).",
  "This endpoint's maximum context length is 163840 tokens. However, you requested about 217061 tokens",
  "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
  'Your input exceeds the context window of this model. Please adjust your input and try again.',
  'Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 300000 tokens.',
  'Please reduce the length of the messages or completion. Current length is 9000 while limit is 8192',
  'prompt is too long: 213462 tokens > 200000 maximum',
  'input length and `max_tokens` exceed context limit: 1 + 2 > 3',
  'The input token count (1196265) exceeds the maximum number of tokens allowed (1048575).',
  'The input token count exceeds the maximum number of tokens allowed 1048576.',
  'Unable to submit request because the input token count is 9 but the model only supports up to 8.',
  'Prompt contains 40046 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
  'The decoder prompt (length 8357) is longer than the maximum model length of 8192. Make sure that …',
  "You passed 9000 input tokens and requested 100 output tokens. However, the model's context length is only 8192 tokens.",
  "Input length (265330) exceeds model's maximum context length (262144).",
  "The input (516368 tokens) is longer than the model's context length (262144 tokens).",
  "Requested token count exceeds the model's maximum context length of 131072 tokens.",
  'Input length 265330 exceeds the maximum allowed input length of 262144 tokens.',
  'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193. Given: 9000',
  'the request exceeds the available context size, try increasing it',
  'request (9000 tokens) exceeds the available context size (8192 tokens), try increasing it',
  'input (548 tokens) is too large to process. increase the physical batch size (current batch size: 512)',
  'prompt too long; exceeded max context length by 4 tokens',
  'the input length exceeds the context length',
  'The number of tokens to keep from the initial prompt is greater than the context length.',
  'The prompt is too long: 140000, model maximum context length: 131071',
  'Invalid request: Your request exceeded model token limit: 8192 (requested: 9000)',
  'invalid params, context window exceeds limit (2013)',
  'Range of input length should be [1, 30720]',
  'too many tokens: size limit exceeded by 1326 tokens.',
  'Input is too long for requested model.',
  'prompt token count of 9000 exceeds the limit of 8192',
  'input and output tokens exceed your context limit',
])('too long for the model, with every profile: %s', (message) => {
  for (const [, profile] of TEMPLATES) {
    for (const codes of [[], invalid, ['BadRequestError', '400'], ...OTHER_CODES]) {
      expect(judge(profile, { codes, message })).toEqual({
        kind: 'CONTEXT_TOO_LONG',
        failsOver: true,
        suspension: null,
      });
    }
    expect(judge(profile, { status: 500, message })).toMatchObject({ kind: 'CONTEXT_TOO_LONG', suspension: null });
  }
});

test.each<[number, string[], string]>([
  [
    402,
    ['402'],
    'Prompt tokens limit exceeded: 64128 > 6964. To increase, visit https://openrouter.ai/settings/credits',
  ],
  [402, ['402'], 'This request requires more credits, or fewer max_tokens. You requested up to 9 tokens, …'],
  [402, [], 'You requested up to 8192 tokens, but can only afford 100. Add credits.'],
  [429, ['rate_limit_error'], 'Extra usage is required for long context requests.'],
  [
    429,
    ['rate_limit_exceeded', 'tokens'],
    'Request too large for m in organization o on tokens per min (TPM): Limit 1',
  ],
  [400, ['max_tokens_per_request'], 'Requested 300001 tokens, max 300000 tokens per request'],
  [400, ['string_above_max_length', ...invalid], "Invalid 'messages[0].content': string too long. Expected …"],
  [400, ['INVALID_ARGUMENT'], 'Request payload size exceeds the limit: 20971520 bytes.'],
  [400, ['3210', 'invalid_request_error'], 'Too many tokens overall, split into more batches.'],
  [413, [], ''],
])('about one request alone, with every profile: %i %j %s', (status, codes, message) => {
  for (const [, profile] of TEMPLATES) {
    for (const all of [codes, ...OTHER_CODES.map((more) => [...more, ...codes])]) {
      const judged = judge(profile, { status, codes: all, message });
      expect(judged).toEqual({ kind: 'REQUEST_TOO_LARGE', failsOver: true, suspension: null });
    }
  }
});
