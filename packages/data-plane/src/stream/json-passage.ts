import { parseJson } from '../formats/parse-json';
import { ContentMemberScan } from './content-member-scan';
import { isEmpty } from './json-member';
import { HOLD_BACK_BYTES_MAX, NOTHING_YET, type Passage, type Passed } from './passage';

/**
 * A plain JSON response with a good status, which may be an error all the same. It is held until it has content, is
 * complete or too large, or until the hold-back time is over; then it is passed on and no longer looked at.
 */
export class JsonPassage implements Passage {
  readonly isStream = false;
  readonly progress = 'OPEN';
  readonly eventCount = 0;
  readonly #contentMembers: readonly string[];
  readonly #decode: ((body: Buffer) => Buffer | null) | null;
  /** Null if the response is compressed, so that only the whole of it can be read. */
  readonly #scan: ContentMemberScan | null;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #isHolding = true;

  /**
   * @param contentMembers see the profile
   * @param decode decodes a compressed response, to null if that is not possible; null if it is not compressed
   */
  constructor(contentMembers: readonly string[], decode: ((body: Buffer) => Buffer | null) | null = null) {
    this.#contentMembers = contentMembers;
    this.#decode = decode;
    this.#scan = decode === null ? new ContentMemberScan(contentMembers) : null;
  }

  get isHolding(): boolean {
    return this.#isHolding;
  }

  get hasContent(): boolean {
    return this.#scan?.isFound ?? false;
  }

  push(piece: Buffer): Passed {
    if (!this.#isHolding) return { bytes: piece, fault: null };
    this.#held.push(piece);
    this.#heldBytes += piece.length;
    this.#scan?.push(piece);
    const isOver = this.#scan?.isFound === true || this.#heldBytes > HOLD_BACK_BYTES_MAX;
    return isOver ? { bytes: this.letThrough(), fault: null } : NOTHING_YET;
  }

  letThrough(): Buffer | null {
    this.#isHolding = false;
    const [first, ...others] = this.#held;
    this.#held = [];
    if (first === undefined) return null;
    return others.length === 0 ? first : Buffer.concat([first, ...others]);
  }

  end(): Passed {
    if (!this.#isHolding) return NOTHING_YET;
    const bytes = this.letThrough();
    const text = bytes === null || this.#decode === null ? bytes : this.#decode(bytes);
    if (bytes !== null && text === null) return { bytes, fault: null };
    if (text === null || isBlank(text)) return { bytes: null, fault: { kind: 'BLANK' } };
    const json = parseJson(text);
    return { bytes, fault: isError(json, this.#contentMembers) ? { kind: 'ERROR_ANSWER', json } : null };
  }
}

/** Whether JSON is an error, and not content. A failed response of OpenAI's may have both. */
function isError(json: unknown, contentMembers: readonly string[]): boolean {
  const whole: unknown = Array.isArray(json) ? (json as unknown[])[0] : json;
  if (typeof whole !== 'object' || whole === null) return false;
  const member = (name: string): unknown => (whole as Record<string, unknown>)[name];
  const error = member('error');
  if (isEmpty(error) || error === 0) return false;
  if (member('object') === 'response' && member('status') === 'failed') return true;
  return contentMembers.every((name) => isEmpty(member(name)));
}

function isBlank(text: Buffer): boolean {
  return text.every((byte) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09);
}
