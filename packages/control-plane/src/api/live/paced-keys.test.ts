import { PacedKeys } from './paced-keys';

it('releases a changed key at once, and one that changes again after its interval', () => {
  const keys = new PacedKeys(1_000);
  keys.touch('a');
  keys.touch('b');
  keys.touch('a');
  expect(keys.waitMs(0)).toBe(0);
  expect(keys.takeDue(0)).toEqual(['a', 'b']);
  expect(keys.waitMs(0)).toBeNull();
  keys.touch('a');
  expect(keys.takeDue(400)).toEqual([]);
  expect(keys.waitMs(400)).toBe(600);
  keys.touch('c');
  expect(keys.waitMs(400)).toBe(0);
  expect(keys.takeDue(400)).toEqual(['c']);
  expect(keys.takeDue(1_000)).toEqual(['a']);
  expect(keys.takeDue(5_000)).toEqual([]);
});
