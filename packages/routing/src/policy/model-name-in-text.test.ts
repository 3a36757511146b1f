import { hasModelName } from './model-name-in-text';

test.each([
  ['acme/large-2', 'The model acme/large-2 is gone'],
  ['acme/large-2', 'large-2: gone'],
  ['acme/eu/large-2', '`eu/large-2` is gone'],
  ['Large-2', 'models/large-2 is gone'],
  ['large-2', '/openai/deployments/large-2.'],
  ['large-2', 'model:large-2'],
  ['large-2', 'model=large-2,'],
  ['large-2', '模型large-2不存在'],
  ['large', 'large:latest'],
  ['large:latest', 'large'],
  ['my model (eu)', 'Unknown model my model (eu).'],
])('%s stands in "%s"', (model, text) => {
  expect(hasModelName(text, model)).toBe(true);
});

test.each([
  ['large-2', 'large-2-mini is gone'],
  ['large-2', 'large-20 is gone'],
  ['large-2', 'xlarge-2 is gone'],
  ['large-2', 'x-large-2 is gone'],
  ['large-2', 'other/large-2 is gone'],
  ['acme/large-2', 'other/large-2 is gone'],
  ['large-2', 'submodels/large-2 is gone'],
  ['large', 'large:8b is gone'],
  ['large', 'large:latest-2 is gone'],
  ['größe', 'größer'],
  ['', 'anything'],
])('%s does not stand in "%s"', (model, text) => {
  expect(hasModelName(text, model)).toBe(false);
});
