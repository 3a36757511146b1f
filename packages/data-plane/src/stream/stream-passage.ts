import type { WholeEvents } from './cutter';
import { framingOf, type Framing } from './framing';
import type { StreamEvent } from './stream-event';
import type { StreamFraming } from '@switchyard/contract';
import type { StreamRules } from './stream-rules';

/** The maximum number of bytes held back until the first content. */
export const HOLD_BACK_BYTES_MAX = 65_536;
/**
 * The largest event that is judged and passed on as a whole. Images come in single events of several megabytes; the
 * largest message documented by any vendor is 24 MiB, and few reach a tenth of that.
 */
export const EVENT_BYTES_MAX = 16 * 1_048_576;

/** Why a stream failed by its content. */
export type StreamFault =
  /** The upstream reported an error, in this event with these bytes. Everything after it is dropped. */
  | { readonly kind: 'ERROR_EVENT'; readonly event: StreamEvent; readonly bytes: Buffer }
  /** It ended too early, although the connection ended properly. */
  | { readonly kind: 'ENDED_EARLY' };

export interface Passed {
  /** What to send to the consumer now; at a fault, what was not sent before it. Complete events; null for none. */
  readonly bytes: Buffer | null;
  readonly fault: StreamFault | null;
}

/** The marker that many vendors send at the end of a stream. It proves nothing: some send it after an error too. */
const DONE = Buffer.from('[DONE]');
const NOTHING_YET: Passed = { bytes: null, fault: null };

/** A streamed response passing through the gateway: split into events, held back at first, and judged to its end. */
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
   * @param rules to judge the stream by; null to only split it into events
   * @param isHolding whether it is held back until its first content
   * @param framing how it is split into events
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

  /** The last event with data, which shows how this stream formats its events. */
  get lastEvent(): StreamEvent | null {
    return this.#lastEvent;
  }

  /** Whether only complete events were passed on, so that one more can follow. */
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

  /** Call when the hold-back time is over. @returns what was held; null if nothing was */
  letThrough(): Buffer | null {
    this.#isHolding = false;
    return this.#release(null);
  }

  /** Call when the upstream has ended the stream properly at the HTTP level. */
  end(): Passed {
    const { cutter, restKind } = this.#framing;
    const wasTorn = cutter.isTorn;
    const rest = cutter.takeRest();
    if (rest.length > 0 && !wasTorn && restKind === 'EVENT') {
      const { fault } = this.#judgeAll({ bytes: rest, ends: [rest.length] }, false);
      if (fault?.kind === 'ERROR_EVENT') {
        return { bytes: this.#release(null), fault: { ...fault, bytes: endedByBlankLine(rest) } };
      }
    }
    if (restKind !== 'CUT' && this.#isWhole()) return { bytes: this.#release(rest), fault: null };
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
   * @param wasTorn whether the start of the first event is missing, so that it cannot be judged
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
    // SDKs stop reading at this marker, so they would miss the error after it.
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

  /** Everything that was held, followed by these bytes; null if that is nothing. */
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

/** The connection breaks after it, and parsers only emit an event after its blank line. */
function endedByBlankLine(event: Buffer): Buffer {
  return event[0] === OPENING_BRACE ? event : Buffer.concat([event, BLANK_LINE]);
}

/** OpenAI's Python SDK accepts anything that starts with the marker. */
function isDone(data: Buffer): boolean {
  return data[0] === OPENING_BRACKET && data.subarray(0, DONE.length).equals(DONE);
}
