import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { codingsToDecode } from '@switchyard/runtime';
import { headerValues } from '../http/flat-headers';

/** Larger errors are not read: no vendor's is that large, and one that is cannot be searched for the credential. */
export const ERROR_BYTES_MAX = 65_536;

/** Besides zeros and further members of gzip, nothing may follow the compressed data: it would be dropped unseen. */
const OPTIONS = { maxOutputLength: ERROR_BYTES_MAX, rejectGarbageAfterEnd: true };

type Decoder = (body: Buffer, options: typeof OPTIONS) => Buffer;
const decodeGzip: Decoder = (body) => gunzipSync(body, { maxOutputLength: ERROR_BYTES_MAX });

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: decodeGzip,
  'x-gzip': decodeGzip,
  // Some servers send it without the zlib header that RFC 9110, section 8.4.1.2 requires.
  deflate: (body, options) => (((body[0] ?? 0) & 0x0f) === 8 ? inflateSync : inflateRawSync)(body, options),
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

export interface DecodedError {
  readonly text: Buffer;
  /** The body, and what it decodes to in between: each may hold bytes that its decoder drops, such as a comment of gzip. */
  readonly encoded: readonly Buffer[];
}

/**
 * Decodes the body of an error. For operations that are not routed the consumer decides which codings are accepted, and
 * errors must still be recognised.
 *
 * @returns null if it cannot be decoded, or is larger than `ERROR_BYTES_MAX`
 */
export function decodeError(headers: readonly string[], body: Buffer): DecodedError | null {
  const encoded: Buffer[] = [];
  let text = body;
  for (const coding of codingsToDecode(headerValues(headers, 'content-encoding').join(','))) {
    const decode = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined;
    if (decode === undefined) return null;
    encoded.push(text);
    try {
      if (text.length > 0) text = decode(text, OPTIONS);
    } catch {
      return null;
    }
  }
  return text.length > ERROR_BYTES_MAX ? null : { text, encoded };
}
