import fc from 'fast-check';
import { TopItems } from './top-items';

it('returns the first items of the sorted list, in whatever order they were added', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 200 }),
      fc.integer({ min: 1, max: 9 }),
      (all, most) => {
        const first = new TopItems<number>(most, (one, other) => one - other);
        for (const one of all) first.add(one);
        expect(first.all).toEqual(all.toSorted((one, other) => one - other).slice(0, most));
      },
    ),
  );
});
