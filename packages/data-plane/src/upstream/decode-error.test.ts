import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { decodeError, ERROR_BYTES_MAX } from './decode-error';

const TEXT = Buffer.from('{"error":"x"}');
const decoded = (coding: string, body: Buffer) =>
  decodeError(['Content-Encoding', coding], body)?.text.toString() ?? null;

it.each<[string, Buffer]>([
  ['gzip', gzipSync(TEXT)],
  ['X-GZIP', gzipSync(TEXT)],
  ['deflate', deflateSync(TEXT)],
  ['deflate', deflateRawSync(TEXT)],
  ['br', brotliCompressSync(TEXT)],
  ['zstd', zstdCompressSync(TEXT)],
  ['identity', TEXT],
  ['utf-8', TEXT],
  ['aws-chunked, gzip', gzipSync(TEXT)],
  ['', TEXT],
  ['gzip, br', brotliCompressSync(gzipSync(TEXT))],
])('an error in %s is decoded', (coding, body) => {
  expect(decoded(coding, body)).toBe(TEXT.toString());
});

it('an empty body is empty in any coding', () => {
  expect(decoded('gzip', Buffer.alloc(0))).toBe('');
});

it.each<[string, string, Buffer]>([
  ['an unknown coding', 'snappy', TEXT],
  ['a wrong coding', 'gzip', TEXT],
  ['a cut body', 'gzip', gzipSync(TEXT).subarray(0, -9)],
  ['junk behind gzip', 'gzip', Buffer.concat([gzipSync(TEXT), TEXT])],
  ['junk behind deflate', 'deflate', Buffer.concat([deflateSync(TEXT), TEXT])],
  ['junk behind deflate without a header', 'deflate', Buffer.concat([deflateRawSync(TEXT), TEXT])],
  ['junk behind br', 'br', Buffer.concat([brotliCompressSync(TEXT), TEXT])],
  ['junk behind zstd', 'zstd', Buffer.concat([zstdCompressSync(TEXT), TEXT])],
  ['a body that becomes too large', 'gzip', gzipSync(Buffer.alloc(ERROR_BYTES_MAX + 1))],
  ['a body that is too large', 'identity', Buffer.alloc(ERROR_BYTES_MAX + 1)],
])('cannot be decoded: %s', (_title, coding, body) => {
  expect(decoded(coding, body)).toBeNull();
});
