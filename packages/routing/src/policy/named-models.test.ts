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

test('takes linear time', () => {
  for (const piece of ['model ', 'models: ', '"', "'a ", 'a/b ', ' ', 'model= ']) {
    expect(typeof namesOtherModel(piece.repeat(30_000), SENT)).toBe('boolean');
  }
});
