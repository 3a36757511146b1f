import type { WholeEvents } from './cutter';
import { framingOf, type Framing } from './framing';
import type { StreamEvent } from './stream-event';
import type { StreamFraming } from '@switchyard/contract';
import type { StreamRules } from './stream-rules';

/** How many bytes of an answer are held back at most for its first content. */
export const HOLD_BACK_BYTES_MAX = 65_536;
/**
 * The largest event that is passed on as a whole and judged. Images come in single events of several megabytes; the
 * largest message that any vendor documents has 24 MiB, and few reach a tenth of that.
 */
export const EVENT_BYTES_MAX = 16 * 1_048_576;

/** Why a stream failed by its own content. */
export type StreamFault =
  /** The upstream reported an error, by this event with these bytes. What follows it is dropped. */
  | { readonly kind: 'ERROR_EVENT'; readonly event: StreamEvent; readonly bytes: Buffer }
  /** It ended too early, although its connection ended properly. */
  | { readonly kind: 'ENDED_EARLY' };

export interface Passed {
  /** To be sent to the consumer now, or, at a fault, what had not been sent before it. Whole events; null for none. */
  readonly bytes: Buffer | null;
  readonly fault: StreamFault | null;
}

/** The mark that many vendors put at the end of a stream. It proves nothing: some put it after an error too. */
const DONE = Buffer.from('[DONE]');
const NOTHING_YET: Passed = { bytes: null, fault: null };

/** A streamed answer on its way through the gateway: cut into events, held back at first, judged to its end. */
export class StreamPassage {
  readonly #rules: StreamRules | null;
  readonly #framing: Framing;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #isHolding: boolean;
  #hasContent = false;
  #hasEnded = false;
  #lastEvent: StreamEvent | null = null;

  /**
   * @param rules by which the stream is judged; null where it is only cut into events
   * @param isHolding whether it is held back for its first content
   * @param framing how it is cut into events
   */
  constructor(rules: StreamRules | null, isHolding: boolean, framing: StreamFraming = 'SERVER_SENT_EVENTS') {
    this.#rules = rules;
    this.#isHolding = isHolding;
    this.#framing = framingOf(framing);
  }

  get framing(): StreamFraming {
    return this.#framing.kind;
  }

  get isHolding(): boolean {
    return this.#isHolding;
  }

  get hasContent(): boolean {
    return this.#hasContent;
  }

  /** The last event with data; it shows in which manner this stream writes its events. */
  get lastEvent(): StreamEvent | null {
    return this.#lastEvent;
  }

  /** Whether all that was passed on are whole events, so that one more can stand behind them. */
  get isBetweenEvents(): boolean {
    return !this.#framing.cutter.isTorn;
  }

  push(piece: Buffer): Passed {
    const wasTorn = this.#framing.cutter.isTorn;
    const whole = this.#framing.cutter.push(piece);
    if (this.#framing.isPlain) return this.#hold(this.#takeUnjudged());
    if (whole === null) return this.#hold(this.#pendingTooLarge());
    const { passed, fault } = this.#judgeAll(whole, wasTorn);
    if (fault !== null) return { bytes: this.#release(passed), fault };
    const overflow = this.#pendingTooLarge();
    return this.#hold(overflow === null ? passed : Buffer.concat([passed, overflow]));
  }

  /** The time to hold back is over. @returns what was held; null where nothing was */
  letThrough(): Buffer | null {
    this.#isHolding = false;
    return this.#release(null);
  }

  /** The upstream has ended the stream properly, as far as HTTP can tell. */
  end(): Passed {
    const { cutter, restIs } = this.#framing;
    const wasTorn = cutter.isTorn;
    const rest = cutter.takeRest();
    if (rest.length > 0 && !wasTorn && restIs === 'EVENT') {
      const { fault } = this.#judgeAll({ bytes: rest, ends: [rest.length] }, false);
      if (fault?.kind === 'ERROR_EVENT') {
        return { bytes: this.#release(null), fault: { ...fault, bytes: endedByBlankLine(rest) } };
      }
    }
    if (restIs !== 'CUT' && this.#isWhole()) return { bytes: this.#release(rest), fault: null };
    // A partial event would corrupt the terminal event that follows it.
    return { bytes: this.#release(null), fault: { kind: 'ENDED_EARLY' } };
  }

  #isWhole(): boolean {
    if (this.#rules === null || this.#hasEnded) return true;
    return this.#rules.end.isEmpty && this.#hasContent;
  }

  /**
   * Judges each event up to the first fault.
   *
   * @param wasTorn whether the first one has lost its beginning, and cannot be judged
   */
  #judgeAll({ bytes, ends }: WholeEvents, wasTorn: boolean): { passed: Buffer; fault: StreamFault | null } {
    let start = wasTorn ? (ends[0] ?? 0) : 0;
    for (const end of ends) {
      if (end <= start) continue;
      const event = this.#framing.read(bytes, start, end);
      const kind = event.data === null ? null : this.#judge(event, event.data);
      if (kind !== null) {
        const fault = kind === 'ERROR_EVENT' ? { kind, event, bytes: bytes.subarray(start, end) } : { kind };
        return { passed: bytes.subarray(0, start), fault };
      }
      start = end;
    }
    return { passed: bytes, fault: null };
  }

  #judge(event: StreamEvent, data: Buffer): StreamFault['kind'] | null {
    const rules = this.#rules;
    // Behind this mark the SDKs read no more, and would not see what tells them that the answer is not whole.
    if (isDone(data)) return this.#isWhole() ? null : 'ENDED_EARLY';
    if (rules?.error.match(event)) return 'ERROR_EVENT';
    this.#lastEvent = event;
    this.#hasContent ||= rules === null || rules.content.isEmpty || rules.content.match(event);
    this.#hasEnded ||= rules?.end.match(event) ?? false;
    return null;
  }

  /** An event that is too large to be buffered is passed on in pieces, and cannot be judged. */
  #pendingTooLarge(): Buffer | null {
    const { isTorn, pendingBytes } = this.#framing.cutter;
    if (!isTorn && pendingBytes <= EVENT_BYTES_MAX) return null;
    return pendingBytes === 0 ? null : this.#takeUnjudged();
  }

  #takeUnjudged(): Buffer {
    this.#hasContent = true;
    this.#hasEnded = true;
    return this.#framing.cutter.takePending();
  }

  #hold(bytes: Buffer | null): Passed {
    if (!this.#isHolding) return bytes === null ? NOTHING_YET : { bytes, fault: null };
    const isOver =
      this.#hasContent ||
      this.#heldBytes + (bytes?.length ?? 0) + this.#framing.cutter.pendingBytes > HOLD_BACK_BYTES_MAX;
    if (isOver) {
      this.#isHolding = false;
      return { bytes: this.#release(bytes), fault: null };
    }
    if (bytes !== null) {
      this.#held.push(bytes);
      this.#heldBytes += bytes.length;
    }
    return NOTHING_YET;
  }

  /** Everything that was held, and these bytes behind it; null where that is nothing. */
  #release(bytes: Buffer | null): Buffer | null {
    const all = bytes === null || bytes.length === 0 ? this.#held : [...this.#held, bytes];
    this.#held = [];
    this.#heldBytes = 0;
    if (all.length <= 1) return all[0] ?? null;
    return Buffer.concat(all);
  }
}

const BLANK_LINE = Buffer.from('\n\n');
const OPENING_BRACE = 0x7b;
const OPENING_BRACKET = 0x5b;

/** Behind it the connection breaks, and no parser gives out an event whose blank line has not come. */
function endedByBlankLine(event: Buffer): Buffer {
  return event[0] === OPENING_BRACE ? event : Buffer.concat([event, BLANK_LINE]);
}

/** OpenAI's SDK for Python takes whatever begins with the mark for it. */
function isDone(data: Buffer): boolean {
  return data[0] === OPENING_BRACKET && data.subarray(0, DONE.length).equals(DONE);
}
