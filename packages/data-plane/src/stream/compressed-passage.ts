import { ByteCollector } from '@switchyard/runtime';
import { ContentMemberScan } from './content-member-scan';
import { SEARCHED_BYTES_MAX } from './echo-passage';
import {
  type ContentFault,
  type EchoSearch,
  HOLD_BACK_BYTES_MAX,
  NOTHING_YET,
  type Passage,
  type Passed,
} from './passage';
import { plainFault } from './plain-fault';
import { isPage, type PlainForm } from './plain-form';

/** What of a compressed body can be decoded. */
export interface DecodedStart {
  readonly text: Buffer;
  /** The body, and what it decodes to in between: each may hold bytes that its decoder drops, such as a comment of gzip. */
  readonly encoded: readonly Buffer[];
  /** Whether this is all of a complete body. */
  readonly isWhole: boolean;
  /** Whether more of it might be decoded: it is too large, or damaged. */
  readonly hasMore: boolean;
}

/**
 * A plain response with a good status in a content coding that the gateway did not ask for. A part of it can be neither
 * judged nor searched, so it is held until it is complete or too large, also beyond the hold-back time. It is passed on as
 * it came.
 */
export class CompressedPassage implements Passage {
  readonly isStream = false;
  readonly progress = 'OPEN';
  readonly awaitsMore = false;
  readonly eventCount = 0;
  readonly #contentMembers: readonly string[];
  readonly #form: PlainForm;
  readonly #echo: EchoSearch | null;
  readonly #isJudged: boolean;
  readonly #decode: (body: Buffer) => DecodedStart | null;
  readonly #held = new ByteCollector();
  #isHolding = true;
  #hasContent = false;

  /**
   * @param contentMembers see the profile; if there are none, only the start of the response is searched
   * @param echo finds the credential in a response without content; null if none was sent
   * @param isJudged false if the response is only searched
   * @param decode decodes as much as it can; null if that is nothing
   */
  constructor(
    contentMembers: readonly string[],
    form: PlainForm,
    echo: EchoSearch | null,
    isJudged: boolean,
    decode: (body: Buffer) => DecodedStart | null,
  ) {
    this.#contentMembers = contentMembers;
    this.#form = form;
    this.#echo = echo;
    this.#isJudged = isJudged;
    this.#decode = decode;
  }

  get isHolding(): boolean {
    return this.#isHolding;
  }

  get heldBytes(): number {
    return this.#held.length;
  }

  get hasContent(): boolean {
    return this.#hasContent;
  }

  push(piece: Buffer): Passed {
    if (!this.#isHolding) return this.#hasContent ? { bytes: piece, fault: null } : NOTHING_YET;
    this.#held.push(piece);
    return this.#held.length > HOLD_BACK_BYTES_MAX ? this.#judge(false) : NOTHING_YET;
  }

  letThrough(): Passed {
    return NOTHING_YET;
  }

  end(): Passed {
    return this.#isHolding ? this.#judge(true) : NOTHING_YET;
  }

  #judge(isEnd: boolean): Passed {
    this.#isHolding = false;
    const bytes = this.#held.take();
    const fault = this.#faultOf(bytes, isEnd);
    if (fault !== null) return { bytes: fault.kind === 'ERROR_ANSWER' ? bytes : null, fault };
    this.#hasContent = !isEnd;
    return { bytes: bytes.length === 0 ? null : bytes, fault };
  }

  #faultOf(bytes: Buffer, isEnd: boolean): ContentFault | null {
    const start =
      bytes.length === 0 ? { text: bytes, encoded: [], isWhole: true, hasMore: false } : this.#decode(bytes);
    // A server that names a coding by mistake sends what it says as it stands.
    if (start === null) return this.#isEcho(bytes) ? { kind: 'ECHO' } : null;
    const { text, encoded, isWhole, hasMore } = start;
    const scan = new ContentMemberScan(this.#contentMembers);
    scan.push(text);
    if (this.#isJudged && isPage(scan, this.#form)) return { kind: 'PAGE' };
    if (scan.hasContent || (scan.isOther && this.#form.isMedia)) return null;
    if (this.#isJudged && isEnd && isWhole) {
      const fault = plainFault(text, this.#contentMembers, this.#form, this.#echo);
      if (fault !== null) return fault;
    }
    const isKnown = this.#contentMembers.length > 0;
    const searched = isKnown ? text : text.subarray(0, SEARCHED_BYTES_MAX);
    if ([searched, ...encoded].some((each) => this.#isEcho(each))) return { kind: 'ECHO' };
    return isKnown && this.#echo !== null && (hasMore || !isEnd) ? { kind: 'UNSEARCHABLE' } : null;
  }

  #isEcho(text: Buffer): boolean {
    return this.#echo?.isSurelyIn(text) === true;
  }
}
