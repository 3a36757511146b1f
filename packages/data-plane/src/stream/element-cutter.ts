import { Cutter } from './cutter';

const BACKSLASH = 0x5c;
const CLOSING_BRACE = 0x7d;
const CLOSING_BRACKET = 0x5d;
const COMMA = 0x2c;
const OPENING_BRACE = 0x7b;
const OPENING_BRACKET = 0x5b;
const QUOTE = 0x22;
/** In UTF-8. RFC 8259, section 8.1 lets parsers ignore it before JSON. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

type State =
  /** Only whitespace and byte-order marks so far. */
  | 'BEFORE'
  /** Within the array. */
  | 'OPEN'
  /** The array is closed, followed by nothing but whitespace. */
  | 'CLOSED'
  /** It is other JSON, or not JSON. */
  | 'NO_ARRAY'
  /** A malformed array, so the ends of its elements are unknown. */
  | 'BROKEN';

/**
 * Cuts a JSON array (RFC 8259) after each element that is an object or an array. Text before an element, such as the
 * opening bracket or a comma, belongs to it. The closing bracket is not an event, so it is the rest at the end of the
 * stream. Only as much of the grammar is parsed as needed to find where elements end.
 */
export class ElementCutter extends Cutter {
  #state: State = 'BEFORE';
  /** How many brackets and braces are open, including the array's own. */
  #depth = 0;
  #isInString = false;
  #isEscaped = false;

  /** Whether the array is closed, with only whitespace after it. */
  get isClosed(): boolean {
    return this.#state === 'CLOSED';
  }

  /** Whether the response is not an array. */
  get isNotArray(): boolean {
    return this.#state === 'NO_ARRAY';
  }

  /** Final states: not an array, or a malformed one. */
  get #mayHaveElements(): boolean {
    return this.#state !== 'NO_ARRAY' && this.#state !== 'BROKEN';
  }

  protected override findCuts(piece: Buffer): number[] {
    const cuts: number[] = [];
    for (let index = 0; index < piece.length && this.#mayHaveElements; index += 1) {
      if (this.#isInString) index = this.#skipString(piece, index);
      else if (this.#take(piece[index] ?? 0)) cuts.push(index + 1);
    }
    return cuts;
  }

  /** @returns the last offset in the chunk that belongs to the string */
  #skipString(piece: Buffer, from: number): number {
    for (let index = from; index < piece.length; index += 1) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (piece[index] === BACKSLASH) this.#isEscaped = true;
      else if (piece[index] === QUOTE) {
        this.#isInString = false;
        return index;
      }
    }
    return piece.length;
  }

  /** @returns whether this byte, which is outside of strings, ends an element */
  #take(byte: number): boolean {
    if (this.#state !== 'OPEN') {
      if (!isSpace(byte)) this.#begin(byte);
      return false;
    }
    switch (byte) {
      case QUOTE:
        this.#isInString = true;
        return false;
      case OPENING_BRACE:
      case OPENING_BRACKET:
        this.#depth += 1;
        return false;
      case CLOSING_BRACE:
      case CLOSING_BRACKET:
        return this.#close(byte);
      default:
        return false;
    }
  }

  /** Handles a byte other than whitespace before the array's start or after its end. */
  #begin(byte: number): void {
    if (this.#state !== 'BEFORE') this.#state = 'BROKEN';
    else if (BYTE_ORDER_MARK.includes(byte)) return;
    else if (byte !== OPENING_BRACKET) this.#state = 'NO_ARRAY';
    else [this.#state, this.#depth] = ['OPEN', 1];
  }

  #close(byte: number): boolean {
    this.#depth -= 1;
    if (this.#depth > 0) return this.#depth === 1;
    this.#state = byte === CLOSING_BRACKET ? 'CLOSED' : 'BROKEN';
    return false;
  }
}

/**
 * The start of an element's own text, after the bracket or comma that separates it: only one of them, because an
 * element may itself be an array.
 */
export function elementStart(bytes: Buffer, start: number, end: number): number {
  let separator = skipSpace(bytes, start, end);
  while (BYTE_ORDER_MARK.includes(bytes[separator] ?? 0)) separator = skipSpace(bytes, separator + 1, end);
  const byte = bytes[separator];
  return byte === COMMA || byte === OPENING_BRACKET ? skipSpace(bytes, separator + 1, end) : separator;
}

function skipSpace(bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && isSpace(bytes[index] ?? 0)) index += 1;
  return index;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
