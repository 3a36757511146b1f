import { ByteCollector } from '@switchyard/runtime';
import { firstElement } from '../formats/first-element';
import { parseJson } from '../formats/parse-json';
import { ContentMemberScan } from './content-member-scan';
import { isEmpty } from './json-member';
import { type EchoSearch, HOLD_BACK_BYTES_MAX, NOTHING_YET, type Passage, type Passed } from './passage';

/** What a plain response may be besides JSON, by its content type. */
export interface PlainForm {
  /** Whether it may hold nothing, like the text of a silent recording. */
  readonly mayBeBlank: boolean;
  /** Whether it may begin like markup, if not like a page in HTML. */
  readonly mayBeMarkup: boolean;
}

/** A response that can only be JSON. */
export const JSON_FORM: PlainForm = { mayBeBlank: false, mayBeMarkup: false };

/**
 * A plain response with a good status, which may be an error all the same. It is held until it has content or shows that
 * it is not JSON, is complete or too large, or until the hold-back time is over; then it is passed on and no longer looked
 * at.
 */
export class JsonPassage implements Passage {
  readonly isStream = false;
  readonly progress = 'OPEN';
  readonly eventCount = 0;
  readonly #contentMembers: readonly string[];
  readonly #form: PlainForm;
  readonly #decode: ((body: Buffer) => Buffer | null) | null;
  /** Null if the response is compressed, so that only the whole of it can be read. */
  readonly #scan: ContentMemberScan | null;
  readonly #held = new ByteCollector();
  #isHolding = true;
  readonly #echo: EchoSearch | null;

  /**
   * @param contentMembers see the profile
   * @param decode decodes a compressed response, to null if that is not possible; null if it is not compressed
   * @param echo finds the credential in a response without content; null if none was sent
   */
  constructor(
    contentMembers: readonly string[],
    decode: ((body: Buffer) => Buffer | null) | null = null,
    form: PlainForm = JSON_FORM,
    echo: EchoSearch | null = null,
  ) {
    this.#contentMembers = contentMembers;
    this.#form = form;
    this.#decode = decode;
    this.#echo = echo;
    this.#scan = decode === null ? new ContentMemberScan(contentMembers) : null;
  }

  get isHolding(): boolean {
    return this.#isHolding;
  }

  get heldBytes(): number {
    return this.#held.length;
  }

  get hasContent(): boolean {
    return this.#scan?.isFound === true && !isPage(this.#scan, this.#form);
  }

  push(piece: Buffer): Passed {
    if (!this.#isHolding) return { bytes: piece, fault: null };
    this.#held.push(piece);
    this.#scan?.push(piece);
    if (this.#scan !== null && isPage(this.#scan, this.#form)) {
      this.letThrough();
      return { bytes: null, fault: { kind: 'PAGE' } };
    }
    const isOver = this.#scan?.isFound === true || this.#held.length > HOLD_BACK_BYTES_MAX;
    return isOver ? { bytes: this.letThrough(), fault: null } : NOTHING_YET;
  }

  letThrough(): Buffer | null {
    this.#isHolding = false;
    return this.#held.length === 0 ? null : this.#held.take();
  }

  end(): Passed {
    if (!this.#isHolding) return NOTHING_YET;
    const bytes = this.letThrough();
    const text = bytes === null || this.#decode === null ? bytes : this.#decode(bytes);
    if (bytes !== null && text === null) return { bytes, fault: null };
    if (text === null || isBlank(text)) {
      return this.#form.mayBeBlank ? { bytes, fault: null } : { bytes: null, fault: { kind: 'BLANK' } };
    }
    if (this.#decode !== null) {
      const scan = new ContentMemberScan(this.#contentMembers);
      scan.push(text);
      if (isPage(scan, this.#form)) return { bytes: null, fault: { kind: 'PAGE' } };
    }
    const json = parseJson(text);
    if (isError(json, this.#contentMembers)) return { bytes, fault: { kind: 'ERROR_ANSWER', json } };
    const isEcho = !hasContent(json, this.#contentMembers) && this.#echo?.isSurelyIn(text) === true;
    return isEcho ? { bytes: null, fault: { kind: 'ECHO' } } : { bytes, fault: null };
  }
}

/** Whether JSON is an error, and not content. A failed Response of OpenAI's may have both. */
function isError(json: unknown, contentMembers: readonly string[]): boolean {
  const whole = firstElement(json);
  const isResponse =
    memberOf(whole, 'object') === 'response' ||
    (memberOf(whole, 'object') === undefined && Array.isArray(memberOf(whole, 'output')));
  if (isResponse && memberOf(whole, 'status') === 'failed') return true;
  const error = memberOf(whole, 'error');
  return !isEmpty(error) && error !== 0 && !hasContent(whole, contentMembers);
}

function hasContent(json: unknown, contentMembers: readonly string[]): boolean {
  const whole = firstElement(json);
  return contentMembers.some((name) => !isEmpty(memberOf(whole, name)));
}

function memberOf(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[name] : undefined;
}

/** Whether a text is a page in HTML, whatever its content type says. */
function isPage({ isPage, isMarkup }: ContentMemberScan, { mayBeMarkup }: PlainForm): boolean {
  return isPage || (isMarkup && !mayBeMarkup);
}

function isBlank(text: Buffer): boolean {
  return text.every((byte) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09);
}
