import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import type { HeldResponse } from './call-outcome';
import { headerValue } from '../http/flat-headers';

/** No error is longer than this; a longer body is not read. */
const DECODED_BYTES_MAX = 262_144;

const DECODERS: Record<string, (body: Buffer, options: { maxOutputLength: number }) => Buffer> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

/**
 * The body of an answer that was held back, as it can be read. For what is not routed the consumer says which codings
 * may come, and an error must still be recognised. What cannot be decoded stays as it is.
 */
export function decodeHeld({ headers, body }: Pick<HeldResponse, 'headers' | 'body'>): Buffer {
  const decode = DECODERS[(headerValue(headers, 'content-encoding') ?? '').trim().toLowerCase()];
  if (decode === undefined) return body;
  try {
    return decode(body, { maxOutputLength: DECODED_BYTES_MAX });
  } catch {
    return body;
  }
}
