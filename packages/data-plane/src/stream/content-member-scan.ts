const BACKSLASH = 0x5c;
const COLON = 0x3a;
const LETTER_T = 0x74;
const MINUS = 0x2d;
const OPENING_BRACE = 0x7b;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACE = 0x7d;
const CLOSING_BRACKET = 0x5d;
const QUOTE = 0x22;
/** In UTF-8. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const OPENING_ANGLE = 0x3c;
/** How a page in HTML begins, without white space and in small letters. */
const PAGE_STARTS = ['<!doctypehtml', '<html'];
/** What shows that a Response failed. */
const RESPONSE = 'response';
const FAILED = 'failed';
const OUTPUT = 'output';
const ERROR = 'error';
/** Longer strings are neither names of members nor values that matter here. */
const TEXT_LENGTH_MAX = 128;

/**
 * Looks for a member that is not empty (null, false, "", [] or {}) at the top level of a JSON object, as it arrives. The
 * object may stand in an array (Gemini's OpenAI form). It looks at each byte once, and at none after the member.
 *
 * A Response of OpenAI's that failed may have content all the same: its content counts once it is known not to be one.
 */
export class ContentMemberScan {
  readonly #names: readonly string[];
  /** The depth of the object's members: 1, or 2 within an array. */
  #memberDepth = 1;
  #depth = 0;
  #string: 'NAME' | 'VALUE' | 'NESTED' | null = null;
  #isEscaped = false;
  /** The start of the latest string that is a name or value of a member. */
  #text = '';
  #name = '';
  /** Whether the latest value of a member is an array. */
  #isArray = false;
  /** What the next byte begins: a member's value, or the content of its brace or bracket. */
  #expects: 'VALUE' | 'ELEMENT' | null = null;
  #hasMember = false;
  #hasError = false;
  /** Whether all content so far is an array `output`, as in a Response. */
  #isOutputOnly = true;
  #object: string | null = null;
  #status: string | null = null;
  #isOpened = false;
  #isOther = false;
  /** The start of a text that begins with an angle bracket, until it shows whether it is a page; null for any other text. */
  #markup: string | null = null;
  #isMarkup = false;
  #isPage = false;

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** Whether the member was found, or there can be none because the text is not an object. */
  get isFound(): boolean {
    return this.#isOther || this.hasContent;
  }

  /** Whether the text is not an object, nor an array of objects. */
  get isOther(): boolean {
    return this.#isOther;
  }

  /** Whether the object has a member `error` so far, that is not empty. */
  get hasError(): boolean {
    return this.#hasError;
  }

  /** Whether the member was found. */
  get hasContent(): boolean {
    if (!this.#hasMember) return false;
    const mayBeResponse = this.#object === RESPONSE || (this.#object === null && this.#isOutputOnly);
    const mayHaveFailed = this.#status === null || this.#status === FAILED;
    return !(mayBeResponse && mayHaveFailed);
  }

  /** Whether the text begins with an angle bracket, as markup does. */
  get isMarkup(): boolean {
    return this.#isMarkup;
  }

  /** Whether the text begins as only a page in HTML does. */
  get isPage(): boolean {
    return this.#isPage;
  }

  push(piece: Buffer): void {
    let index = 0;
    while (index < piece.length && !this.isFound) {
      if (this.#string !== null && !this.#isEscaped) {
        const end = textEnd(piece, index);
        if (end > index) {
          this.#takeText(piece, index, end);
          index = end;
          continue;
        }
      }
      const byte = piece[index] ?? 0;
      index += 1;
      if (this.#string !== null) this.#takeInString(byte);
      else if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) this.#take(byte);
    }
  }

  #take(byte: number): void {
    const expected = this.#expects;
    this.#expects = null;
    if (this.#markup !== null) return this.#takeMarkup(this.#markup, byte);
    if (!this.#isOpened) this.#open(byte);
    if (this.#isMarkup) return;
    const isClosing = byte === CLOSING_BRACE || byte === CLOSING_BRACKET;
    if (expected === 'ELEMENT' && !isClosing) this.#noteContent(this.#isArray);
    if (byte === QUOTE) {
      const isOfMember = this.#depth === this.#memberDepth;
      this.#string = isOfMember ? (expected === 'VALUE' ? 'VALUE' : 'NAME') : 'NESTED';
      this.#text = '';
    } else if (byte === OPENING_BRACE || byte === OPENING_BRACKET) {
      if (this.#depth === 0 && byte === OPENING_BRACKET) this.#memberDepth = 2;
      this.#depth += 1;
      if (expected === 'VALUE') {
        this.#expects = 'ELEMENT';
        this.#isArray = byte === OPENING_BRACKET;
      }
    } else if (isClosing) {
      this.#depth -= 1;
    } else if (byte === COLON && this.#depth === this.#memberDepth) {
      this.#name = this.#text;
      this.#expects = 'VALUE';
    } else if (expected === 'VALUE' && isNotEmpty(byte)) {
      this.#noteContent(false);
    }
  }

  /** Handles the first bytes: text that is neither an object nor an array of objects has no members. */
  #open(byte: number): void {
    if (this.#depth === 0) {
      if (BYTE_ORDER_MARK.includes(byte)) return;
      this.#isMarkup = byte === OPENING_ANGLE;
      if (this.#isMarkup) this.#markup = '<';
      else this.#isOther = byte !== OPENING_BRACE && byte !== OPENING_BRACKET;
    } else if (this.#depth === this.#memberDepth) {
      this.#isOpened = true;
      this.#isOther = byte !== QUOTE && byte !== CLOSING_BRACE;
    } else {
      this.#isOpened = byte === CLOSING_BRACKET;
      this.#isOther = byte !== OPENING_BRACE && byte !== CLOSING_BRACKET;
    }
  }

  #takeMarkup(before: string, byte: number): void {
    const markup = before + String.fromCharCode(byte).toLowerCase();
    this.#markup = markup;
    this.#isPage = PAGE_STARTS.includes(markup);
    this.#isOther = this.#isPage || !PAGE_STARTS.some((start) => start.startsWith(markup));
  }

  #takeInString(byte: number): void {
    if (this.#isEscaped) {
      this.#isEscaped = false;
    } else if (byte === QUOTE) {
      if (this.#string === 'VALUE') this.#endOfValue();
      this.#string = null;
      return;
    } else if (byte === BACKSLASH) {
      this.#isEscaped = true;
    }
    this.#note(String.fromCharCode(byte));
  }

  /** Takes a part of a string that has neither quotes nor backslashes. */
  #takeText(piece: Buffer, start: number, end: number): void {
    const room = TEXT_LENGTH_MAX - this.#text.length;
    if (this.#string !== 'NESTED' && room > 0) this.#note(piece.toString('latin1', start, Math.min(end, start + room)));
  }

  #note(text: string): void {
    if (this.#string === 'NESTED' || this.#text.length >= TEXT_LENGTH_MAX) return;
    this.#text += text;
    if (this.#string === 'VALUE') this.#noteContent(false);
  }

  #endOfValue(): void {
    if (this.#name === 'object') this.#object = this.#text;
    if (this.#name === 'status') this.#status = this.#text;
  }

  #noteContent(isArray: boolean): void {
    this.#hasError ||= this.#name === ERROR;
    if (!this.#names.includes(this.#name)) return;
    this.#hasMember = true;
    this.#isOutputOnly &&= isArray && this.#name === OUTPUT;
  }
}

/** The offset of the next byte that may end a string; the end of the piece if there is none. */
function textEnd(piece: Buffer, from: number): number {
  let index = from;
  while (index < piece.length && piece[index] !== QUOTE && piece[index] !== BACKSLASH) index += 1;
  return index;
}

/** Whether this begins a number or `true`. */
function isNotEmpty(byte: number): boolean {
  return byte === LETTER_T || byte === MINUS || (byte >= 0x30 && byte <= 0x39);
}
