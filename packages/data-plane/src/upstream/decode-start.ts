import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';
import { codingsToDecode } from '@switchyard/runtime';
import { headerValues } from '../http/flat-headers';
import type { DecodedStart } from '../stream/compressed-passage';

/** How much of a response is decoded to look for its content. */
export const DECODED_START_BYTES_MAX = 1_048_576;
/** A start of fewer bytes that becomes too large is not decoded. */
const ENCODED_BYTES_MIN = 64;

interface Options {
  readonly maxOutputLength: number;
  /** What a decoder does with a body that breaks off; without it, that is an error. */
  readonly finishFlush?: number;
}
type Decode = (body: Buffer, options: Options) => Buffer;
interface Coding {
  readonly decode: Decode;
  readonly flush: number;
}

const GZIP: Coding = { decode: gunzipSync, flush: constants.Z_SYNC_FLUSH };
const CODINGS: Readonly<Record<string, Coding>> = {
  gzip: GZIP,
  'x-gzip': GZIP,
  // Some servers send it without the zlib header that RFC 9110, section 8.4.1.2 requires.
  deflate: {
    decode: (body, options) => (((body[0] ?? 0) & 0x0f) === 8 ? inflateSync : inflateRawSync)(body, options),
    flush: constants.Z_SYNC_FLUSH,
  },
  br: { decode: brotliDecompressSync, flush: constants.BROTLI_OPERATION_FLUSH },
  zstd: { decode: zstdDecompressSync, flush: constants.ZSTD_e_flush },
};

/**
 * Decodes as much of a body as can be decoded, up to `DECODED_START_BYTES_MAX`.
 *
 * @param headers of the response
 * @param body all of it, or its start
 * @returns null if nothing can be decoded
 */
export function decodeStart(headers: readonly string[], body: Buffer): DecodedStart | null {
  let start: DecodedStart = { text: body, encoded: [], isWhole: true, hasMore: false };
  for (const name of codingsToDecode(headerValues(headers, 'content-encoding').join(','))) {
    const coding = Object.hasOwn(CODINGS, name) ? CODINGS[name] : undefined;
    const next = coding === undefined ? null : decodeOnce(start.text, coding);
    if (next === null) return null;
    start = {
      text: next.text,
      encoded: [...start.encoded, start.text],
      isWhole: start.isWhole && next.isWhole,
      hasMore: start.hasMore || next.hasMore,
    };
  }
  return start;
}

function decodeOnce(body: Buffer, { decode, flush }: Coding): Omit<DecodedStart, 'encoded'> | null {
  const whole = decodeWith(body, decode, {});
  if (whole !== null) return { text: whole, isWhole: true, hasMore: false };
  // It breaks off, or is too large or damaged: as much as fits, or came before the damage.
  let { length } = body;
  do {
    const text = decodeWith(body.subarray(0, length), decode, { finishFlush: flush });
    if (text !== null && text.length > 0) return { text, isWhole: false, hasMore: length < body.length };
    length = Math.floor(length / 2);
  } while (length >= ENCODED_BYTES_MIN);
  return null;
}

function decodeWith(body: Buffer, decode: Decode, options: Pick<Options, 'finishFlush'>): Buffer | null {
  try {
    return decode(body, { ...options, maxOutputLength: DECODED_START_BYTES_MAX });
  } catch {
    return null;
  }
}
