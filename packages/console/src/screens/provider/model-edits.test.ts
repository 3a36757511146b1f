import { editedNames, editsOf, NO_EDITS } from './model-edits';

it('shows the models as they are while nothing is typed', () => {
  expect(editedNames(['a', 'b'], NO_EDITS)).toEqual(['a', 'b']);
});

it('remembers what was added and removed', () => {
  const edits = editsOf(['a', 'b'], ['a', 'c']);
  expect(edits).toEqual({ added: ['c'], removed: ['b'] });
  expect(editedNames(['a', 'b'], edits)).toEqual(['a', 'c']);
});

it('neither deletes a model that somebody else adds meanwhile, nor adds one again that they delete', () => {
  const edits = editsOf(['a', 'b'], ['a', 'b', 'mine']);
  const now = editedNames(['a', 'theirs'], edits);
  expect(now).toEqual(['a', 'theirs', 'mine']);
  expect(editsOf(['a', 'theirs'], now)).toEqual({ added: ['mine'], removed: [] });
});

it('adds a model once that somebody else has added too', () => {
  const edits = editsOf(['a'], ['a', 'both']);
  expect(editedNames(['a', 'both'], edits)).toEqual(['a', 'both']);
});
