import { decodeEscapes, ESCAPE_KINDS } from './decode-escapes';
import { PartSearch, type SoughtText } from './part-search';

/** This many consecutive characters of a credential reveal it. */
const PART_LENGTH = 12;
/** The same in base64: the characters that depend on no other byte, wherever the part begins. */
const PART_LENGTH_IN_BASE64 = 15;
/** How often text is decoded again: a vendor may quote another one's error. */
const DECODINGS_MAX = 3;

type Search = (text: Buffer) => boolean;

/**
 * Searches what a vendor sends for the credential of the endpoint: as it stands, percent-encoded, escaped in JSON or HTML,
 * in base64, in UTF-16, and one of these within another.
 */
export class CredentialEcho {
  readonly #credential: string;
  readonly #publicLength: number;
  // Built when first needed: there are many endpoints, and most have no errors.
  #parts: Search | null = null;
  #partsOfNames: Search | null = null;
  #wholes: readonly Buffer[] | null = null;

  /** @param publicPrefixes the starts that credentials of the vendor share, which reveal nothing */
  constructor(credential: string, publicPrefixes: readonly string[]) {
    this.#credential = credential;
    this.#publicLength = Math.max(0, ...publicPrefixes.map((prefix) => sharedLength(prefix, credential)));
  }

  /**
   * Whether an error has a part of the credential: 12 characters, or all of a shorter one.
   *
   * @param text a string has each byte as a character
   */
  isIn(text: Buffer | string): boolean {
    const credential = this.#credential;
    this.#parts ??= searchFor([plain(credential, this.#publicLength), ...inBase64(credential, this.#publicLength)]);
    return this.#isIn(toBytes(text), this.#parts);
  }

  /** The same for what is not known to be an error. A short credential may be an ordinary word, such as `none`. */
  isSurelyIn(text: Buffer): boolean {
    return this.#credential.length >= PART_LENGTH && this.isIn(text);
  }

  /** Whether the headers of an error have a part of the credential, in a value or a name. */
  isInHeaders(headers: readonly string[]): boolean {
    return headers.some((text, index) => (index % 2 === 0 ? this.#isInName(text) : this.isIn(text)));
  }

  /** Whether a header, of any response, has the whole credential. */
  isWholeInHeader(name: string, value: string): boolean {
    const credential = this.#credential;
    if (this.#canBeInName(name) && name.length >= credential.length) {
      const sought = credential.toLowerCase();
      if (this.#isIn(toBytes(name.toLowerCase()), (form) => form.includes(sought))) return true;
    }
    if (value.length < credential.length) return false;
    const wholes = (this.#wholes ??= [Buffer.from(credential), ...inBase64(credential, 0).map(({ bytes }) => bytes)]);
    return this.#isIn(toBytes(value), (form) => wholes.some((whole) => form.includes(whole)));
  }

  /** Names of headers have no case. */
  #isInName(name: string): boolean {
    if (!this.#canBeInName(name)) return false;
    this.#partsOfNames ??= searchFor([plain(this.#credential.toLowerCase(), this.#publicLength)]);
    return this.#isIn(toBytes(name.toLowerCase()), this.#partsOfNames);
  }

  /** A placeholder such as `x`, for a server without keys, is in half of all names. */
  #canBeInName(name: string): boolean {
    return this.#credential.length >= PART_LENGTH && name.length >= PART_LENGTH;
  }

  #isIn(text: Buffer, isInForm: Search): boolean {
    for (const form of this.#formsOf(text)) if (isInForm(form)) return true;
    return false;
  }

  /** A text as it stands, and decoded. */
  *#formsOf(text: Buffer): Generator<Buffer> {
    // Text in UTF-16 has a zero byte beside each of the credential's characters.
    let form = text.includes(0) ? withoutZeros(text) : text;
    yield form;
    // Decoding everything at once would also decode what the credential itself has of this.
    if (/[%\\&]/.test(this.#credential)) for (const kind of ESCAPE_KINDS) yield decodeEscapes(form, [kind]);
    for (let round = 0; round < DECODINGS_MAX; round += 1) {
      const decoded = decodeEscapes(form);
      if (decoded === form) return;
      form = decoded;
      yield form;
    }
  }
}

/** Whether any part of these texts is in another one. */
function searchFor(texts: readonly SoughtText[]): Search {
  const secret = texts.filter(({ bytes, publicLength }) => publicLength < bytes.length);
  if (secret.some(({ bytes, partLength }) => partLength < bytes.length)) {
    const parts = new PartSearch(secret);
    return (text) => parts.isIn(text);
  }
  return (text) => secret.some(({ bytes }) => text.includes(bytes));
}

function plain(credential: string, publicLength: number): SoughtText {
  return { bytes: Buffer.from(credential), partLength: Math.min(PART_LENGTH, credential.length), publicLength };
}

/**
 * A credential in base64, in both alphabets, for each number of bytes that may stand before it in its group of three: only
 * the characters that depend on no other byte. None for one that is too short to be recognised.
 */
function inBase64(credential: string, publicLength: number): SoughtText[] {
  if (credential.length < PART_LENGTH) return [];
  return (['base64', 'base64url'] as const).flatMap((alphabet) =>
    [0, 1, 2].map((before) => {
      const charactersOf = (bytes: number) => ((before + bytes) * 8) / 6;
      const start = Math.ceil(charactersOf(0));
      const text = Buffer.concat([Buffer.alloc(before), Buffer.from(credential)]).toString(alphabet);
      return {
        bytes: Buffer.from(text.slice(start, Math.floor(charactersOf(credential.length)))),
        partLength: PART_LENGTH_IN_BASE64,
        // A character that also depends on the first secret byte says next to nothing about it.
        publicLength: Math.max(0, Math.ceil(charactersOf(publicLength)) - start),
      };
    }),
  );
}

function sharedLength(first: string, second: string): number {
  let length = 0;
  while (length < first.length && first[length] === second[length]) length += 1;
  return length;
}

function withoutZeros(text: Buffer): Buffer {
  const others = Buffer.allocUnsafe(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at] ?? 0;
    others[length] = byte;
    if (byte !== 0) length += 1;
  }
  return others.subarray(0, length);
}

function toBytes(text: Buffer | string): Buffer {
  return typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
}
