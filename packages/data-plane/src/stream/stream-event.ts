import { firstElement } from '../formats/first-element';
import { parseJson } from '../formats/parse-json';

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const SPACE = 0x20;
const OPENING_BRACE = 0x7b;
const OPENING_BRACKET = 0x5b;
const TAB = 0x09;
const BYTE_ORDER_MARK_BYTES = 3;
const EVENT_FIELD = Buffer.from('event');
const DATA_FIELD = Buffer.from('data');
const TYPE_MEMBER = '"type"';

/** The data of the event that many vendors send at the end of a stream. Some send it after an error too. */
export const DONE = Buffer.from('[DONE]');

/** One event of a stream, parsed lazily. */
export class StreamEvent {
  readonly #data: Buffer | null;
  #json: { readonly value: unknown } | null = null;
  #type: string | null | undefined;
  #bytesAsText: string | null = null;

  constructor(
    /** The value of its `event:` line; null if it has none. */
    readonly name: string | null,
    data: Buffer | null,
    /** Whether it is JSON outside of the framing, which ends without a blank line. */
    readonly isBare = false,
  ) {
    this.#data = data;
  }

  /** The bytes of its data, with several `data:` lines joined by line feeds; null if it has none, like a comment. */
  get data(): Buffer | null {
    return this.#data;
  }

  /** Whether it is the marker at the end of a stream. OpenAI's Python SDK accepts anything that starts with it. */
  get isDone(): boolean {
    const data = this.#data;
    return data !== null && data[0] === OPENING_BRACKET && data.subarray(0, DONE.length).equals(DONE);
  }

  /** The data with each byte as a character, which is much faster to search than the bytes; empty without data. */
  get bytesAsText(): string {
    this.#bytesAsText ??= this.#data?.toString('latin1') ?? '';
    return this.#bytesAsText;
  }

  /** The event's type: its name or, without one, the string member `type` of its data. */
  get type(): string | null {
    if (this.#type === undefined) this.#type = this.name ?? this.#typeInData();
    return this.#type;
  }

  /** The data as JSON; undefined if it is not JSON. */
  get json(): unknown {
    this.#json ??= { value: this.#data === null ? undefined : parseJson(this.#data) };
    return this.#json.value;
  }

  #typeInData(): string | null {
    // Most events without a name have no such member, and searching is much cheaper than parsing.
    if (!this.bytesAsText.includes(TYPE_MEMBER)) return null;
    const json = firstElement(this.json);
    const type = typeof json === 'object' && json !== null && 'type' in json ? json.type : null;
    return typeof type === 'string' ? type : null;
  }
}

/**
 * Reads one event (WHATWG HTML, section 9.2.6). A block without data that starts with a brace or bracket, perhaps after
 * white space, is read as bare JSON, in which Gemini reports errors in the middle of a stream.
 */
export function readStreamEvent(bytes: Buffer, start: number, end: number): StreamEvent {
  const from = isMark(bytes, start) ? start + BYTE_ORDER_MARK_BYTES : start;
  let name: string | null = null;
  let data: Buffer | null = null;
  let joined: JoinedLines | null = null;
  let lineStart = from;
  while (lineStart < end) {
    let lineEnd = lineStart;
    while (lineEnd < end && bytes[lineEnd] !== LF && bytes[lineEnd] !== CR) lineEnd += 1;
    const dataStart = valueStart(bytes, lineStart, lineEnd, DATA_FIELD);
    if (dataStart !== null) {
      const value = bytes.subarray(dataStart, lineEnd);
      if (data === null) {
        data = value;
      } else {
        joined ??= new JoinedLines(data, end - from);
        joined.add(value);
      }
    } else {
      const nameStart = valueStart(bytes, lineStart, lineEnd, EVENT_FIELD);
      if (nameStart !== null) name = bytes.toString('utf8', nameStart, lineEnd);
    }
    lineStart = lineEnd + 1;
  }
  const isBare = data === null && isBareJson(bytes, from, end);
  if (isBare) data = bytes.subarray(from, end);
  return new StreamEvent(name === '' ? null : name, joined === null ? data : joined.bytes, isBare);
}

function isBareJson(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  for (;;) {
    const byte = bytes[at];
    if (at >= end) return false;
    if (byte === SPACE || byte === TAB || byte === LF || byte === CR) at += 1;
    else if (isMark(bytes, at)) at += BYTE_ORDER_MARK_BYTES;
    else return byte === OPENING_BRACE || byte === OPENING_BRACKET;
  }
}

/** Whether a byte-order mark in UTF-8 stands here. */
function isMark(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
}

/** Joins lines by line feeds in memory allocated once: each byte is copied once, however many lines there are. */
class JoinedLines {
  readonly #memory: Buffer;
  #length: number;

  /** @param bytesMax the maximum size of all lines with the line feeds between them */
  constructor(first: Buffer, bytesMax: number) {
    this.#memory = Buffer.allocUnsafe(bytesMax);
    this.#length = first.copy(this.#memory);
  }

  get bytes(): Buffer {
    return this.#memory.subarray(0, this.#length);
  }

  add(line: Buffer): void {
    this.#memory[this.#length] = LF;
    this.#length += 1 + line.copy(this.#memory, this.#length + 1);
  }
}

/** The offset of the value in a line with this field; null if the line has another field. */
function valueStart(bytes: Buffer, lineStart: number, lineEnd: number, field: Buffer): number | null {
  const fieldEnd = lineStart + field.length;
  if (fieldEnd > lineEnd) return null;
  for (let index = 0; index < field.length; index += 1) {
    if (bytes[lineStart + index] !== field[index]) return null;
  }
  if (fieldEnd === lineEnd) return lineEnd;
  if (bytes[fieldEnd] !== COLON) return null;
  return bytes[fieldEnd + 1] === SPACE && fieldEnd + 1 < lineEnd ? fieldEnd + 2 : fieldEnd + 1;
}
