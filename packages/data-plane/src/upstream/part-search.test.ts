import fc from 'fast-check';
import { PartSearch } from './part-search';

const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 60 });

it('finds what a search for each part finds', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 12, maxLength: 30 }),
      fc.integer({ min: 4, max: 12 }),
      fc.nat(30),
      text,
      fc.tuple(fc.nat(30), fc.nat(14)),
      text,
      (sought, partLength, publicLength, before, [start, length], after) => {
        const searched = before + sought.slice(start, start + length) + after;
        const parts = Array.from({ length: sought.length - partLength + 1 }, (_, at) => at)
          .filter((at) => at + partLength > publicLength)
          .map((at) => sought.slice(at, at + partLength));
        const search = new PartSearch([{ bytes: Buffer.from(sought), partLength, publicLength }]);
        expect(search.isIn(Buffer.from(searched))).toBe(parts.some((part) => searched.includes(part)));
      },
    ),
    { numRuns: 1_000 },
  );
});

it('finds parts of several texts of different lengths', () => {
  const search = new PartSearch([
    { bytes: Buffer.from('abcdefgh'), partLength: 6, publicLength: 0 },
    { bytes: Buffer.from('ABCDEFGHIJKLMNOP'), partLength: 12, publicLength: 2 },
  ]);
  const found = ['..cdefgh', '..bcdefAB', 'abcde', '.CDEFGHIJKLMNO.', 'BCDEFGHIJKL', 'abcABCDEFGH'];
  expect(found.map((each) => search.isIn(Buffer.from(each)))).toEqual([true, false, false, true, false, false]);
});
