import { EntryMap, splitKey, wholeKey } from './entry-map';

const keysOf = (map: EntryMap<number>) => [...map.keys()].map(wholeKey);

test('has what was set and not deleted, also under keys without a kind', () => {
  const map = new EntryMap<number>();
  for (const [value, key] of ['provider.a', 'provider.b', 'none', '.empty', 'a.b.c'].entries())
    map.set(splitKey(key), value);
  map.set(splitKey('provider.b'), 9);
  map.delete(splitKey('provider.a'));
  map.delete(splitKey('provider.missing'));
  expect(keysOf(map)).toEqual(['provider.b', 'none', '.empty', 'a.b.c']);
  expect([...map.values()]).toEqual([9, 2, 3, 4]);
  expect([map.size, map.has(splitKey('provider.a')), map.get(splitKey('provider.b'))]).toEqual([4, false, 9]);
  map.clear();
  expect([map.size, keysOf(map)]).toEqual([0, []]);
});

test('keeps nothing of a kind without keys', () => {
  const map = new EntryMap<number>();
  map.set(splitKey('provider.a'), 0);
  for (let index = 0; index < 1_000; index += 1) {
    const key = splitKey(`kind-${index}.x`);
    map.set(key, index);
    map.delete(key);
  }
  expect([map.size, map.kindCount]).toEqual([1, 1]);
});

test('may change while its keys are visited', () => {
  const map = new EntryMap<number>();
  for (const key of ['a.1', 'b.1', 'b.2', 'c.1']) map.set(splitKey(key), 0);
  const visited: string[] = [];
  for (const key of map.keys()) {
    visited.push(wholeKey(key));
    map.delete(key);
  }
  expect(visited).toEqual(['a.1', 'b.1', 'b.2', 'c.1']);
  expect([map.size, map.kindCount]).toEqual([0, 0]);
});
