import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { areDecodable, codingsToDecode, contentDecoderBytes } from './content-decoder';
import { decodeContent, UndecodableContent } from './decode-content';

it('reads the codings of a header in the order in which they are decoded', () => {
  expect(codingsToDecode(' gzip, identity ,, BR')).toEqual(['br', 'gzip']);
  expect([['br', 'gzip'], [], ['snappy'], ['gzip', 'gzip', 'gzip']].map(areDecodable)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

it.each([
  ...[
    'none',
    'utf-8',
    'UTF8',
    'chunked',
    'aws-chunked',
    'utf-16le',
    'us-ascii',
    'ISO-8859-1',
    'windows-1252',
    'binary',
  ],
  ...['8bit', 'null', 'charset=utf-8', 'application/json', 'text/event-stream; charset=utf-8', 'utf-8, identity'],
])('%s is not a content coding', (value) => {
  expect(codingsToDecode(value)).toEqual([]);
  expect(codingsToDecode(`${value}, gzip`)).toEqual(['gzip']);
});

it.each(['snappy', 'compress', 'utf-8x', 'lz4', 'dcb', 'aes128gcm'])(
  '%s may be one, and cannot be decoded',
  (coding) => {
    expect(areDecodable(codingsToDecode(coding))).toBe(false);
  },
);

it('knows the window that a body in br needs', () => {
  for (let log = 10; log <= 24; log += 1) {
    const body = brotliCompressSync('x', { params: { [constants.BROTLI_PARAM_LGWIN]: log } });
    expect(contentDecoderBytes(['br'], body[0]!)).toBe(1 << log);
  }
  expect(contentDecoderBytes(['gzip', 'br'], 0)).toBe(65_536 + (1 << 24));
});

it('refuses a body in zstd with a larger window than HTTP allows', async () => {
  const text = Buffer.alloc(20_000_000, 'text');
  const encode = (log: number) => zstdCompressSync(text, { params: { [constants.ZSTD_c_windowLog]: log } });
  expect((await decodeContent(encode(23), 'zstd', () => {})).equals(text)).toBe(true);
  await expect(decodeContent(encode(24), 'zstd', () => {})).rejects.toThrow(UndecodableContent);
});

it('stops at the piece that is refused, with the reason', async () => {
  let bytes = 0;
  const decoding = decodeContent(brotliCompressSync(Buffer.alloc(10_000_000)), 'br', (more) => {
    bytes += more;
    if (bytes > 100_000) throw new RangeError('enough');
  });
  await expect(decoding).rejects.toThrow(new RangeError('enough'));
  expect(bytes).toBeLessThan(200_000);
});

it.each<[string, (body: Buffer) => Buffer]>([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
])('refuses a body in %s that something follows, or that breaks off', async (coding, encode) => {
  const encoded = encode(Buffer.from('text'));
  expect(String(await decodeContent(encoded, coding, () => {}))).toBe('text');
  for (const body of [Buffer.concat([encoded, Buffer.from('more')]), encoded.subarray(0, -1)]) {
    await expect(decodeContent(body, coding, () => {})).rejects.toThrow(UndecodableContent);
  }
});
