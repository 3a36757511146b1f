import { modelInListPath } from './model-list';

describe('modelInListPath', () => {
  test.each([
    ['models', { model: null, hasPlainSlash: false }],
    ['models/', { model: null, hasPlainSlash: false }],
    ['Models/gpt-4o', { model: 'gpt-4o', hasPlainSlash: false }],
    ['models/org%2FModel%3A1/', { model: 'org/Model:1', hasPlainSlash: false }],
    ['models/org/model', { model: 'org/model', hasPlainSlash: true }],
    ['', null],
    ['model', null],
    ['modelsx', null],
    ['x/models', null],
  ])('%p requests %j', (path, asked) => {
    expect(modelInListPath('models', path)).toEqual(asked);
  });

  test('works at any depth', () => {
    expect(modelInListPath('v1beta/models', 'v1beta/models/a')).toEqual({ model: 'a', hasPlainSlash: false });
    expect(modelInListPath('v1beta/models', 'v1beta')).toBeNull();
    expect(modelInListPath('v1beta/models', 'v1/models')).toBeNull();
  });

  test('accepts any of several paths', () => {
    expect(modelInListPath('v1beta/models v1/models', 'v1/models')).toEqual({ model: null, hasPlainSlash: false });
    expect(modelInListPath('v1beta/models v1/models', 'v1beta/models/a')?.model).toBe('a');
    expect(modelInListPath('v1beta/models v1/models', 'v2/models')).toBeNull();
  });
});
