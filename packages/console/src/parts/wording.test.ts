import { words } from './wording';

it.each([
  ['WEIGHTED_ROUND_ROBIN', 'weighted round robin'],
  ['INVALID_API_KEY', 'invalid API key'],
  ['AI_API', 'AI API'],
  ['OPENAI_COMPATIBLE', 'OpenAI compatible'],
])('writes %s as people do', (name, expected) => {
  expect(words(name)).toBe(expected);
});
