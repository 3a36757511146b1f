import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { DECODED_START_BYTES_MAX, decodeStart } from './decode-start';

/** Several blocks of any coding. */
const TEXT = Buffer.from(Array.from({ length: 25_000 }, (_, index) => `${index} bottles of beer`).join());
const CODINGS: [string, (body: Buffer) => Buffer][] = [
  ['gzip', gzipSync],
  ['X-GZIP', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
  ['identity', (body) => body],
  ['deflate, gzip', (body) => gzipSync(deflateSync(body))],
];

describe.each(CODINGS)('%s', (coding, encode) => {
  const decoded = (body: Buffer) => decodeStart(['content-encoding', coding], body);

  it('is decoded', () => {
    const { text, isWhole, hasMore } = decoded(encode(TEXT))!;
    expect([text.equals(TEXT), isWhole, hasMore]).toEqual([true, true, false]);
  });

  it('is decoded as far as it came', () => {
    const body = encode(TEXT);
    const { text, hasMore } = decoded(body.subarray(0, -20))!;
    expect([text.length > 1_000, TEXT.subarray(0, text.length).equals(text), hasMore]).toEqual([true, true, false]);
  });
});

it('a large body is decoded in part', () => {
  const { text, isWhole, hasMore } = decodeStart(
    ['content-encoding', 'gzip'],
    gzipSync(Buffer.alloc(5 * DECODED_START_BYTES_MAX)),
  )!;
  expect([text.length > 100_000, text.length <= DECODED_START_BYTES_MAX]).toEqual([true, true]);
  expect([isWhole, hasMore]).toEqual([false, true]);
});

it('a damaged body is decoded up to the damage', () => {
  const body = gzipSync(TEXT);
  body[body.length - 5]! ^= 1;
  const { isWhole, hasMore } = decodeStart(['content-encoding', 'gzip'], body)!;
  expect([isWhole, hasMore]).toEqual([false, true]);
});

it.each([
  ['an unknown coding', 'snappy'],
  ['a wrong coding', 'gzip'],
])('nothing is decoded of %s', (_title, coding) => {
  expect(decodeStart(['content-encoding', coding], TEXT)).toBeNull();
});
