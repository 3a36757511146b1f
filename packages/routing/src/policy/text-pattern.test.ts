import { textPattern } from './text-pattern';

test.each<[string, string, boolean]>([
  ['invalid_api_key', 'Invalid_API_Key', true],
  ['invalid_api_key', 'invalid_api_keys', false],
  ['Your credit balance is too low*', 'Your credit balance is too low to go on.', true],
  ['Your credit balance is too low*', 'You wrote: Your credit balance is too low', false],
  ['*maximum context length*', "This model's maximum context length is 9.", true],
  ['model `*` does not exist*', 'model `a` does not exist.', true],
  ['*error', 'error', true],
  ['*error', 'error 5', false],
  ['a*a', 'a', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['*', '', true],
])('%s for %j: %p', (pattern, text, isMatch) => {
  expect(textPattern(pattern)(text)).toBe(isMatch);
});

test('takes linear time', () => {
  const pattern = textPattern(`${'*a'.repeat(100)}b`);
  expect(pattern('a'.repeat(1_000_000))).toBe(false);
});
