import type { PathNode } from './path-tree';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
/** In bytes. A longer name or value is none that matters. */
const TEXT_LENGTH_MAX = 1_024;

/**
 * Reads the values at certain paths from JSON as it arrives, in whatever pieces, without keeping or parsing the rest. Strings
 * that do not matter, which are most of an answer, are skipped by native search.
 *
 * If the text is an array, its first element is read. Of what is not JSON it reads something or nothing, and never fails.
 */
export class JsonPathScan<T> {
  readonly #onValue: (place: T, value: string | number) => void;
  /** The objects that the reader is in, outermost first, and where each stands in the tree. */
  readonly #objects: PathNode<T>[] = [];
  readonly #root: PathNode<T>;
  /** How many brackets and braces are open within a value that does not matter. */
  #skippedDepth = 0;
  #isWithinString = false;
  #isEscaped = false;
  /** The bytes of the string or number that is read, one character per byte; null if it does not matter. */
  #text: string | null = null;
  #kind: 'NAME' | 'VALUE' | 'NUMBER' = 'NAME';
  /** Where the value of the latest name stands in the tree; null if it does not matter. */
  #member: PathNode<T> | null = null;
  #awaitsValue = false;
  #isInArray = false;
  #isOver = false;

  /** @param onValue called with each string or number at one of the paths, in the order in which they stand */
  constructor(root: PathNode<T>, onValue: (place: T, value: string | number) => void) {
    this.#root = root;
    this.#onValue = onValue;
  }

  push(piece: Buffer): void {
    let at = 0;
    while (at < piece.length && !this.#isOver) {
      at = this.#isWithinString ? this.#takeString(piece, at) : this.#takeOutside(piece, at);
    }
  }

  /** Reads on to the end of the string, or of the piece. @returns where to go on */
  #takeString(piece: Buffer, from: number): number {
    let start = from;
    if (this.#isEscaped) {
      this.#isEscaped = false;
      start += 1;
    }
    for (let search = start; ;) {
      const quote = piece.indexOf(QUOTE, search);
      const end = quote === -1 ? piece.length : quote;
      let backslashes = 0;
      while (end - backslashes > start && piece[end - backslashes - 1] === BACKSLASH) backslashes += 1;
      const isEscaped = backslashes % 2 === 1;
      if (quote !== -1 && isEscaped) {
        search = quote + 1;
        start = search;
        continue;
      }
      this.#collect(piece, from, end);
      if (quote === -1) this.#isEscaped = isEscaped;
      else this.#endString();
      return quote === -1 ? end : end + 1;
    }
  }

  #collect(piece: Buffer, from: number, to: number): void {
    if (this.#text === null) return;
    if (this.#text.length + to - from > TEXT_LENGTH_MAX) this.#text = null;
    else this.#text += piece.toString('latin1', from, to);
  }

  #endString(): void {
    this.#isWithinString = false;
    if (this.#skippedDepth > 0) return;
    const text = this.#text === null ? null : unescaped(this.#text);
    this.#text = null;
    if (this.#kind === 'NAME') this.#member = (text !== null && this.#objects.at(-1)?.children.get(text)) || null;
    else if (text !== null) this.#tell(text);
  }

  #takeOutside(piece: Buffer, at: number): number {
    const byte = piece[at] ?? 0;
    if (this.#kind === 'NUMBER') {
      if (isOfNumber(byte)) {
        this.#collect(piece, at, at + 1);
        return at + 1;
      }
      this.#endNumber();
    }
    if (this.#skippedDepth > 0) return this.#skip(piece, at);
    switch (byte) {
      case QUOTE:
        this.#beginString();
        break;
      case COLON:
        this.#awaitsValue = true;
        break;
      case COMMA:
        this.#awaitsValue = false;
        this.#member = null;
        break;
      case OPENING_BRACE:
        this.#beginObject();
        break;
      case OPENING_BRACKET:
        if (this.#objects.length === 0 && !this.#isInArray) this.#isInArray = true;
        else this.#skippedDepth = 1;
        break;
      case CLOSING_BRACE:
        this.#objects.pop();
        this.#awaitsValue = false;
        this.#member = null;
        this.#isOver = this.#objects.length === 0;
        break;
      default:
        if (isOfNumber(byte) && this.#awaitsValue && this.#member?.value) {
          this.#kind = 'NUMBER';
          this.#text = String.fromCharCode(byte);
        }
    }
    return at + 1;
  }

  #beginString(): void {
    this.#isWithinString = true;
    this.#kind = this.#awaitsValue ? 'VALUE' : 'NAME';
    const matters = this.#kind === 'NAME' ? this.#objects.length > 0 : Boolean(this.#member?.value);
    this.#text = matters ? '' : null;
  }

  #beginObject(): void {
    const node = this.#objects.length === 0 ? this.#root : this.#awaitsValue ? this.#member : null;
    if (node === null || (this.#objects.length > 0 && node.children.size === 0)) {
      this.#skippedDepth = 1;
      return;
    }
    this.#objects.push(node);
    this.#awaitsValue = false;
    this.#member = null;
  }

  /** Within a value that does not matter only strings and the ends count. */
  #skip(piece: Buffer, from: number): number {
    for (let at = from; at < piece.length; at += 1) {
      const byte = piece[at];
      if (byte === QUOTE) {
        this.#isWithinString = true;
        this.#text = null;
        return at + 1;
      }
      if (byte === OPENING_BRACE || byte === OPENING_BRACKET) this.#skippedDepth += 1;
      else if (byte === CLOSING_BRACE || byte === CLOSING_BRACKET) {
        this.#skippedDepth -= 1;
        if (this.#skippedDepth === 0) return at + 1;
      }
    }
    return piece.length;
  }

  #endNumber(): void {
    const value = Number(this.#text ?? Number.NaN);
    this.#kind = 'NAME';
    this.#text = null;
    if (Number.isFinite(value)) this.#tell(value);
  }

  #tell(value: string | number): void {
    const place = this.#member?.value;
    if (place) this.#onValue(place, value);
  }
}

function isOfNumber(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2b || byte === 0x2e || byte === 0x65 || byte === 0x45
  );
}

/** The text of a JSON string. @param raw between its quotation marks, one character per byte; null if it is not valid */
function unescaped(raw: string): string | null {
  const text = Buffer.from(raw, 'latin1').toString();
  if (!text.includes('\\')) return text;
  try {
    const value: unknown = JSON.parse(`"${text}"`);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
