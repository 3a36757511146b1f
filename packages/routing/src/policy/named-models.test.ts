import { namesOtherModel } from './named-models';

const SENT = 'acme/large-2';

test.each([
  'The model `acme/large-2` does not exist.',
  'The model `ACME/Large-2` does not exist or you do not have access to it.',
  "model 'large-2' not found",
  'model "acme/large-2" not found, try pulling it first',
  'model: acme/large-2',
  'models/acme/large-2 is not found for API version v1beta',
  'Not found the model acme/large-2 or Permission denied',
  'Invalid model name passed in model=acme/large-2. Call `/v1/models` to view the available ones',
  'key not allowed to access model. This key can only access models=["x"]. Tried to access acme/large-2',
  'Publisher Model `projects/p/locations/l/publishers/g/models/acme/large-2` was not found',
])('the one that was sent: %s', (message) => {
  expect(namesOtherModel(message, SENT)).toBe(false);
  expect(namesOtherModel(message, 'other')).toBe(true);
  expect(namesOtherModel(message, null)).toBe(true);
});

test.each([
  '',
  'Model Not Exist',
  'Model does not exist',
  'Model not found, inaccessible, and/or not deployed',
  'The provided model identifier is invalid.',
  'The requested model is not available in your region.',
  'The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait.',
  'This model version has reached the end of its life. Please refer to https://docs.example.com/v1/models for others.',
  'Unknown Model, please check the model code.',
  "You don't have access to the model with the specified model ID.",
  'key not allowed to access model.',
  'This endpoint has no such model.',
  'The model is not loaded. Please try again in 1m2.5s and/or 20s.',
])('none at all: %s', (message) => {
  for (const sent of [SENT, null]) expect(namesOtherModel(message, sent)).toBe(false);
});

test.each([
  'The model `nope` does not exist',
  'The model `a phrase, and more` does not exist',
  'The model nope does not exist',
  'Model nope not found',
  'model: nope',
  'model=nope is unknown',
  'Unknown model: nope',
  'nope does not exist',
  'nope-7 is unknown',
  'Invalid model ID nope.',
  'The model acme/large-2-nope does not exist',
  'The model nope/acme/large-2 does not exist',
  "Response with id 'resp_1' not found.",
  'The model response resp_1 does not exist',
  'The model file report.txt was not found',
  'The model "nope" in `fallbacks` is not one that is served',
])('another one, or something else: %s', (message) => {
  for (const sent of [SENT, null]) expect(namesOtherModel(message, sent)).toBe(true);
});

test.each([
  ['当前分组 default 下对于模型 deepseek-chat 无可用渠道 (request id: 20251130095500123abc)', 'deepseek-chat'],
  ['分组下模型deepseek-chat无可用渠道（distributor）(request id: 20251130095500123abc)', 'deepseek-chat'],
  ['No available channel for model deepseek-chat under group g-2 (request id: 2025abc)', 'deepseek-chat'],
  ['The requested model deepseek-chat is unavailable; trace 7f3a', 'deepseek-chat'],
  ['mistral-large-latest (model) not found, request 12ab', 'mistral-large-latest'],
  ['Deployment mistral-large not found. Trace id: 12ab', 'mistral-large'],
  ["model 'llama3:latest' not found", 'llama3'],
  ["model 'llama3' not found", 'llama3:latest'],
  ["Error 404: {'message': 'Model acme/large-2 does not exist', 'code': 'x-1'}", SENT],
])('the one that was sent, beside other names: %s', (message, sent) => {
  expect(namesOtherModel(message, sent)).toBe(false);
});

test.each([
  'Model not found (request id: 20251130abc)',
  'Model not found（request id: 20251130abc）',
  "Model not found (request id: '20251130abc', group 'g-2')",
  'Model not found (see (v1beta)',
  'Model not found, request_id: req_12ab',
  'Model not found, x-request-id=12ab',
  "Model not found. Trace ID: '12ab'. Correlation ID: 0f8fad5b-d9cb-469f-a165-70867728950e. Timestamp: 2025-11-30T09:55:00Z",
  'Model not found; trace 7f3a',
  'Model not found, id: 12ab',
  'Model not found. Ask support@example.com or see /v1/models',
  "This model's deployment was not found",
])('none at all beside ids: %s', (message) => {
  for (const sent of [SENT, null]) expect(namesOtherModel(message, sent)).toBe(false);
});

test.each([
  ["model 'llama3:8b' not found", 'llama3'],
  ['The model gpt-4o-2024-08-06 does not exist', 'gpt-4o'],
  ['The model gpt-4.1 does not exist', 'gpt-4'],
  ['The model nope-gpt-4 does not exist', 'gpt-4'],
  ['The model nope/gpt-4 does not exist', 'gpt-4'],
  ['The model `nope` does not exist', 'model'],
  ['Invalid model ID: nope (request id: 12ab)', 'gpt-4'],
  ['Unknown model_id: nope', 'gpt-4'],
  ['The model nope (of a kind) does not exist', 'gpt-4'],
  ['The model `nope (new)` does not exist', 'gpt-4'],
  ['The model `(nope)` does not exist', 'gpt-4'],
  ['Invalid request: nope-7 is unknown', 'gpt-4'],
])('a longer name is another one: %s', (message, sent) => {
  for (const given of [sent, null]) expect(namesOtherModel(message, given)).toBe(true);
});

/** Of the CPU, for each text; far less than quadratic time takes. */
const TIME_MAX_MS = 5_000;

test('takes linear time, whatever a consumer has named', () => {
  for (const run of ['!', ' ', '“', '.', '`', "'", '(', '=', 'a/', 'model ', 'models: ', "'a ", 'id: ', `${SENT}-`]) {
    const name = `a${run.repeat(Math.ceil(60_000 / run.length))}a`;
    for (const text of [
      `The model \`${name}\` does not exist`,
      `The model ${name} does not exist`,
      `${name} is unknown`,
    ]) {
      const start = process.cpuUsage();
      for (const sent of [SENT, name, null]) expect(typeof namesOtherModel(text, sent)).toBe('boolean');
      expect(process.cpuUsage(start).user / 1_000).toBeLessThan(TIME_MAX_MS);
    }
  }
});
