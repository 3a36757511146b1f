import { entrySlices } from './entry-slices';

const sizesOf = (entries: Iterable<readonly [string, string | null]>) =>
  Array.from(entrySlices(entries), ({ length }) => length);

it('cuts entries into slices of a hundred, in their order', () => {
  const entries = Array.from({ length: 250 }, (_, index) => [`consumer.${index}`, '{}'] as const);
  expect(sizesOf(entries)).toEqual([100, 100, 50]);
  expect([...entrySlices(entries)].flat()).toEqual(entries);
});

it('cuts sooner if entries are large; one that is larger than a slice stands alone', () => {
  const large = (characters: number) => ['ai-api.a', 'x'.repeat(characters)] as const;
  const slices = [...entrySlices([large(200_000), large(50_000), large(50_000), large(1_000_000), large(1)])];
  expect(slices.map(({ length }) => length)).toEqual([2, 1, 1, 1]);
});

it('has no slice without entries, and counts deletions too', () => {
  expect(sizesOf([])).toEqual([]);
  expect(sizesOf(Array.from({ length: 101 }, () => ['consumer.a', null] as const))).toEqual([100, 1]);
});
