import type { Transform } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';

/** More are a mistake, or an attack on memory: each takes a decoder. */
const CODINGS_MAX = 2;
/** The low half of a zlib header's first byte, for the only compression method that there is. */
const DEFLATE_METHOD = 8;

/** Decoders that make do with a body that breaks off: what was decoded until then counts. */
const lenient = { finishFlush: constants.Z_SYNC_FLUSH };
const gunzip = () => createGunzip(lenient);
const DECODERS: Readonly<Record<string, (firstByte: number) => Transform>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  // Some servers send it without the zlib header that RFC 9110, section 8.4.1.2 requires.
  deflate: (firstByte) => ((firstByte & 0x0f) === DEFLATE_METHOD ? createInflate(lenient) : createInflateRaw(lenient)),
  br: () => createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH }),
  zstd: () => createZstdDecompress({ finishFlush: constants.ZSTD_e_flush }),
};

/** The codings of a `content-encoding` header in the order in which they are decoded, without `identity`. */
export function codingsToDecode(contentEncoding: string): string[] {
  return contentEncoding
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
    .toReversed();
}

/** Whether a body in these codings can be decoded as it arrives. */
export function areDecodable(codings: readonly string[]): boolean {
  return codings.length <= CODINGS_MAX && codings.every((coding) => Object.hasOwn(DECODERS, coding));
}

/** The decoders for a body, in order. @param firstByte of the body */
export function contentDecoders(codings: readonly string[], firstByte: number): Transform[] {
  return codings.flatMap((coding) => DECODERS[coding]?.(firstByte) ?? []);
}
