import { ValuePages } from './value-pages';

const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);

test('copies stay what they were, whatever is copied after them and whatever becomes of the originals', () => {
  const pages = new ValuePages();
  const lengths = [0, 1, 300, 20_000, 64 * 1024, 16 * 1024, 16 * 1024 + 1, 1024 * 1024];
  const originals = Array.from({ length: 500 }, (_, index) => filled(lengths[index % lengths.length]!, index % 256));
  const copies = originals.map((original) => pages.copy(original));
  for (const original of originals) original.fill(255);
  for (const [index, copy] of copies.entries()) {
    expect(Buffer.compare(copy, filled(lengths[index % lengths.length]!, index % 256))).toBe(0);
  }
});

test('small values share buffers, and a large one has its own', () => {
  const pages = new ValuePages();
  const small = new Set(Array.from({ length: 1_000 }, () => pages.copy(filled(400, 1)).buffer));
  expect(small.size).toBe(7);
  const large = pages.copy(filled(20_000, 1));
  expect(large.buffer.byteLength).toBe(20_000);
});
