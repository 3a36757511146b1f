import { Cutter } from './cutter';

const BACKSLASH = 0x5c;
const CLOSING_BRACE = 0x7d;
const CLOSING_BRACKET = 0x5d;
const COMMA = 0x2c;
const OPENING_BRACE = 0x7b;
const OPENING_BRACKET = 0x5b;
const QUOTE = 0x22;

type State =
  /** Nothing has come yet but white space. */
  | 'BEFORE'
  /** Within the array. */
  | 'OPEN'
  /** The array is closed, and nothing but white space has followed. */
  | 'CLOSED'
  /** It is another kind of JSON, or none. */
  | 'NO_ARRAY'
  /** It is an array, but malformed: where its elements end is unknown. */
  | 'BROKEN';

/**
 * Cuts a JSON array (RFC 8259) behind each of its elements that is an object or an array itself. What stands before an
 * element, such as the opening bracket or a comma, belongs to it; what closes the array is no event, and so is the rest
 * at the end of the stream. Only as much of the grammar is looked at as tells where an element ends.
 */
export class ElementCutter extends Cutter {
  #state: State = 'BEFORE';
  /** How many brackets and braces are open, the array's own included. */
  #depth = 0;
  #isInString = false;
  #isEscaped = false;

  /** Whether the array has come to its end, and nothing but white space behind it. */
  get isClosed(): boolean {
    return this.#state === 'CLOSED';
  }

  /** Whether what has come is another kind of answer. */
  get isNoArray(): boolean {
    return this.#state === 'NO_ARRAY';
  }

  /** What has once turned out to be none, or a broken one, stays so. */
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

  /** @returns the last place in the piece that belongs to the string */
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

  /** @returns whether this byte, which is in no string, ends an element */
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

  /** Something but white space stands before the array's beginning, or behind its end. */
  #begin(byte: number): void {
    if (this.#state !== 'BEFORE') this.#state = 'BROKEN';
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
 * Where an element's own text begins, behind the bracket or the comma that separates it from what stood before: one of
 * them, because an element may be an array itself.
 */
export function elementStart(bytes: Buffer, start: number, end: number): number {
  const separator = skipSpace(bytes, start, end);
  const byte = bytes[separator];
  return byte === COMMA || byte === OPENING_BRACKET ? skipSpace(bytes, separator + 1, end) : separator;
}

function skipSpace(bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && isSpace(bytes[index] ?? 0)) index += 1;
  return index;
}

/** A byte-order mark is none, and no vendor writes one in JSON (RFC 8259, section 8.1). */
function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
