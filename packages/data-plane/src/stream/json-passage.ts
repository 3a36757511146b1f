import { ByteCollector } from '@switchyard/runtime';
import { ContentMemberScan } from './content-member-scan';
import { EchoWatch } from './echo-watch';
import { type EchoSearch, HOLD_BACK_BYTES_MAX, NOTHING_YET, type Passage, type Passed } from './passage';
import { plainFault } from './plain-fault';
import { isPage, type PlainForm } from './plain-form';

type State =
  /** Held back, because it may be an error. */
  | 'HOLDING'
  /** Passed on, but searched for the credential, because it may still be an error. */
  | 'SEARCHING'
  /** Passed on: it has content. */
  | 'PASSING'
  /** Whatever still comes is dropped. */
  | 'CLOSED';

/**
 * A plain response with a good status, which may be an error all the same. It is held until it has content or shows that
 * it is not JSON, is complete or too large, or until the hold-back time is over. What is passed on without content is
 * searched for the credential, until content shows; lines of JSON are searched to their end.
 */
export class JsonPassage implements Passage {
  readonly isStream = false;
  readonly progress = 'OPEN';
  readonly awaitsMore = false;
  readonly eventCount = 0;
  readonly #contentMembers: readonly string[];
  readonly #form: PlainForm;
  readonly #scan: ContentMemberScan;
  readonly #held = new ByteCollector();
  readonly #echo: EchoSearch | null;
  readonly #watch: EchoWatch | null;
  #state: State;

  /**
   * @param contentMembers see the profile
   * @param echo finds the credential in a response without content; null if none was sent
   * @param mayHold false if the response is only searched
   */
  constructor(contentMembers: readonly string[], form: PlainForm, echo: EchoSearch | null, mayHold: boolean) {
    this.#contentMembers = contentMembers;
    this.#form = form;
    this.#scan = new ContentMemberScan(contentMembers);
    this.#echo = echo;
    this.#watch = echo === null ? null : new EchoWatch(echo);
    this.#state = mayHold ? 'HOLDING' : 'SEARCHING';
  }

  get isHolding(): boolean {
    return this.#state === 'HOLDING';
  }

  get heldBytes(): number {
    return this.#held.length;
  }

  get hasContent(): boolean {
    return this.#state !== 'CLOSED' && this.#scan.isFound && !this.#isPage;
  }

  push(piece: Buffer): Passed {
    if (this.#state === 'PASSING') return { bytes: piece, fault: null };
    if (this.#state === 'CLOSED') return NOTHING_YET;
    this.#scan.push(piece);
    if (this.#state === 'SEARCHING') return this.#search(piece);
    this.#held.push(piece);
    if (this.#isPage) {
      this.#close();
      return { bytes: null, fault: { kind: 'PAGE' } };
    }
    return this.#scan.isFound || this.#held.length > HOLD_BACK_BYTES_MAX ? this.letThrough() : NOTHING_YET;
  }

  letThrough(): Passed {
    if (this.#state !== 'HOLDING') return NOTHING_YET;
    this.#state = 'SEARCHING';
    return this.#held.length === 0 ? NOTHING_YET : this.#search(this.#held.take());
  }

  end(): Passed {
    if (this.#state !== 'HOLDING') return NOTHING_YET;
    const text = this.#held.take();
    const fault = plainFault(text, this.#contentMembers, this.#form, this.#echo);
    this.#close();
    return { bytes: text.length === 0 || (fault !== null && fault.kind !== 'ERROR_ANSWER') ? null : text, fault };
  }

  get #isPage(): boolean {
    return isPage(this.#scan, this.#form);
  }

  #search(bytes: Buffer): Passed {
    const { hasContent, isOther, hasError } = this.#scan;
    const isContent = (hasContent && !this.#form.isLines) || (isOther && this.#form.isMedia);
    if (this.#watch === null || isContent) {
      this.#state = 'PASSING';
    } else if (this.#watch.completes(bytes, hasError)) {
      this.#close();
      return { bytes: null, fault: { kind: 'ECHO' } };
    }
    return { bytes, fault: null };
  }

  #close(): void {
    this.#state = 'CLOSED';
    this.#held.clear();
  }
}
