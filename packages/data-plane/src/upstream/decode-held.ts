import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import type { HeldResponse } from './call-outcome';
import { headerValue } from '../http/flat-headers';

/** Longer bodies are not decoded; no error is that long. */
const DECODED_BYTES_MAX = 262_144;

const DECODERS: Record<string, (body: Buffer, options: { maxOutputLength: number }) => Buffer> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

/**
 * Decodes the body of a held response. For operations that are not routed the consumer decides which codings are
 * accepted, and errors must still be recognised. A body that cannot be decoded is returned unchanged.
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
