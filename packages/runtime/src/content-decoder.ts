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

/** The window of 32 KiB, the state, and a piece of output. */
const INFLATE_BYTES = 65_536;
/** RFC 9659: no larger window may be used in HTTP. */
const ZSTD_WINDOW_LOG_MAX = 23;
const BROTLI_WINDOW_BYTES_MAX = 1 << 24;

/** Node's decoders drop what follows the compressed data, except for gzip's: there it must be another member, or zeros. */
const NOTHING_FOLLOWS = { rejectGarbageAfterEnd: true };

interface Coding {
  readonly decoder: (firstByte: number) => Transform;
  /** How much memory its decoder may take. @param firstByte of the body; null if not known */
  readonly decoderBytes: (firstByte: number | null) => number;
}

const GZIP: Coding = { decoder: () => createGunzip(), decoderBytes: () => INFLATE_BYTES };
const CODINGS: Readonly<Record<string, Coding>> = {
  gzip: GZIP,
  'x-gzip': GZIP,
  deflate: {
    // Some servers send it without the zlib header that RFC 9110, section 8.4.1.2 requires.
    decoder: (firstByte) => ((firstByte & 0x0f) === DEFLATE_METHOD ? createInflate : createInflateRaw)(NOTHING_FOLLOWS),
    decoderBytes: () => INFLATE_BYTES,
  },
  br: {
    decoder: () => createBrotliDecompress(NOTHING_FOLLOWS),
    decoderBytes: (firstByte) => (firstByte === null ? BROTLI_WINDOW_BYTES_MAX : brotliWindowBytes(firstByte)),
  },
  zstd: {
    decoder: () =>
      createZstdDecompress({
        ...NOTHING_FOLLOWS,
        params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG_MAX },
      }),
    decoderBytes: () => 1 << ZSTD_WINDOW_LOG_MAX,
  },
};

/**
 * What servers write in `content-encoding` although it is not a content coding, and the body stands as it is: words for none,
 * charsets, media types, transfer codings, and encodings of mail.
 */
const NO_CODINGS: readonly RegExp[] = [
  /^(identity|none|null|no|off|false|undefined|plain|raw|text|uncompressed)$/,
  /^(charset=)?"?(utf-?(8|16|32)(le|be)?|(us-)?ascii|iso-?8859-\d+|latin-?1|windows-\d+)"?$/,
  /^[\w.+-]+\/[\w.+-]/,
  /^(chunked|aws-chunked|amz-1\.0)$/,
  /^(7bit|8bit|binary)$/,
];

/**
 * The codings of a `content-encoding` header in the order in which they are decoded, without `identity` and what is not a
 * content coding.
 */
export function codingsToDecode(contentEncoding: string): string[] {
  // As nearly always.
  if (contentEncoding === '') return [];
  return contentEncoding
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && !NO_CODINGS.some((no) => no.test(coding)))
    .toReversed();
}

/** Whether a body in these codings can be decoded as it arrives. */
export function areDecodable(codings: readonly string[]): boolean {
  return codings.length <= CODINGS_MAX && areKnown(codings);
}

/** Whether there is a decoder for each of these codings. */
export function areKnown(codings: readonly string[]): boolean {
  return codings.every((coding) => Object.hasOwn(CODINGS, coding));
}

/**
 * A decoder for a body in this coding, which fails if the body breaks off or if anything follows the compressed data.
 *
 * @param firstByte of the body
 * @returns null if the coding is not supported
 */
export function contentDecoder(coding: string, firstByte: number): Transform | null {
  const known = Object.hasOwn(CODINGS, coding) ? CODINGS[coding] : undefined;
  return known?.decoder(firstByte) ?? null;
}

/** How much memory the decoders of a body may take, in bytes. @param firstByte of the body */
export function contentDecoderBytes(codings: readonly string[], firstByte: number): number {
  const bytes = codings.map((coding, index) => CODINGS[coding]?.decoderBytes(index === 0 ? firstByte : null) ?? 0);
  return bytes.reduce((sum, each) => sum + each, 0);
}

/** RFC 7932, section 9.1: the window's size stands in the first bits. */
function brotliWindowBytes(firstByte: number): number {
  if ((firstByte & 1) === 0) return 1 << 16;
  const large = (firstByte >> 1) & 7;
  if (large !== 0) return 1 << (17 + large);
  const small = (firstByte >> 4) & 7;
  return small === 0 ? 1 << 17 : 1 << (8 + small);
}
