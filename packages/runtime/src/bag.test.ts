import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Bag } from './bag';

const [one, two, three] = [{ name: 'one' }, { name: 'two' }, { name: 'three' }];

it('has what was added until it is removed', () => {
  const bag = new Bag<object>();
  const place = bag.add(one);
  bag.add(two);
  expect([...bag]).toEqual([one, two]);

  bag.remove(place);

  expect([...bag]).toEqual([two]);
  expect(bag.size).toBe(1);
});

it('gives a place that is free to the next item', () => {
  const bag = new Bag<object>();
  const places = [bag.add(one), bag.add(two)];
  for (const place of places) bag.remove(place);

  expect(places).toContain(bag.add(three));
  expect([...bag]).toEqual([three]);
});

it('takes items that are removed and added while it is iterated', () => {
  const bag = new Bag<object>();
  const place = bag.add(one);
  bag.add(two);
  const seen: object[] = [];
  for (const item of bag) {
    seen.push(item);
    if (item === one) {
      bag.remove(place);
      bag.add(three);
    }
  }
  expect(seen).toEqual([one, two]);
  expect(new Set(bag)).toEqual(new Set([two, three]));
});

it('lets go of what has left also when it is old itself, as a Set would not', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options?: { readonly type: 'minor' }) => void;
  const bag = new Bag<object>();
  const places = Array.from({ length: 16 }, () => bag.add({}));
  // Whatever there is becomes old.
  collect();
  const bytesBefore = process.memoryUsage().heapUsed;
  for (let count = 0; count < 48_000; count += 1) {
    places.push(bag.add({ kilobyte: Array.from({ length: 125 }, () => count) }));
    bag.remove(places.shift()!);
  }
  collect({ type: 'minor' });
  // Of 48 MB.
  expect(process.memoryUsage().heapUsed - bytesBefore).toBeLessThan(4_000_000);
});
