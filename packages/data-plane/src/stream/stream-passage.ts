import type { StreamFraming } from '@switchyard/contract';
import { ByteCollector } from '@switchyard/runtime';
import { concatOrNull } from '../http/concat';
import type { WholeEvents } from './cutter';
import { EchoWatch } from './echo-watch';
import { framingOf, type Framing } from './framing';
import { KeptRanges } from './kept-ranges';
import {
  type EchoSearch,
  type EventReader,
  HOLD_BACK_BYTES_MAX,
  NOTHING_YET,
  type Passage,
  type Passed,
  type Progress,
} from './passage';
import type { StreamEvent } from './stream-event';
import { type EventFault, StreamJudge } from './stream-judge';
import type { StreamRules } from './stream-rules';
import { isUsageAlone } from './usage-event';

/**
 * The largest event that is judged and passed on as a whole. Images come in single events of several megabytes; the
 * largest message documented by any vendor is 24 MiB, and few reach a tenth of that.
 */
export const EVENT_BYTES_MAX = 16 * 1_048_576;

/** A larger unfinished event is looked at only when the connection breaks: others would be read again with each chunk. */
const UNFINISHED_BYTES_MAX = 4_096;

/** A streamed response passing through the gateway: split into events, held back at first, and judged to its end. */
export class StreamPassage implements Passage {
  readonly #framing: Framing;
  readonly #judge: StreamJudge;
  readonly #makePlain: () => Passage | null;
  /** For a response that turned out to be other JSON than an array of events. */
  #plain: Passage | null = null;
  readonly #held = new ByteCollector();
  #isHolding: boolean;
  #isHoldBackOver = false;
  /** How far the stream has come with its unfinished last event; null if that event changes nothing. */
  #restProgress: Progress | null = null;
  readonly #echo: EchoSearch | null;
  readonly #reader: EventReader | null;
  readonly #dropsUsage: boolean;
  /** Searches an event that is too large to be judged; null if it looks like content. */
  #watch: EchoWatch | null = null;
  /** Whether everything that still comes is dropped. */
  #isClosed = false;

  /**
   * @param rules to judge the stream by; null to only split it into events
   * @param isHolding whether it is held back until its first content
   * @param framing how it is split into events
   * @param makePlain makes the passage for a response that is not an array of events; null if it is passed on
   * @param answersAsked how many answers the request asks for
   * @param echo finds the credential in what is not content; null if none was sent
   * @param reader reads each event that is no fault; null for nobody
   * @param dropsUsage whether usage that the consumer did not ask for is left out
   */
  constructor(
    rules: StreamRules | null,
    isHolding: boolean,
    framing: StreamFraming = 'SERVER_SENT_EVENTS',
    makePlain: () => Passage | null = () => null,
    answersAsked: () => number = () => 1,
    echo: EchoSearch | null = null,
    reader: EventReader | null = null,
    dropsUsage = false,
  ) {
    this.#reader = reader;
    this.#dropsUsage = dropsUsage;
    this.#framing = framingOf(framing);
    this.#judge = new StreamJudge(rules, answersAsked, echo);
    this.#makePlain = makePlain;
    this.#isHolding = isHolding;
    this.#echo = echo;
  }

  get isStream(): boolean {
    return !this.#framing.isPlain;
  }

  get framing(): StreamFraming {
    return this.#framing.kind;
  }

  get isHolding(): boolean {
    return this.#plain?.isHolding ?? this.#isHolding;
  }

  get heldBytes(): number {
    return this.#plain?.heldBytes ?? this.#held.length + this.#framing.cutter.pendingBytes;
  }

  get hasContent(): boolean {
    return this.#plain?.hasContent ?? this.#judge.hasContent;
  }

  get progress(): Progress {
    // Nothing follows the closing bracket of an array.
    if (this.#framing.isClosed && this.#judge.isWhole) return 'TERMINATED';
    return this.#restProgress ?? this.#judge.progress;
  }

  get awaitsMore(): boolean {
    return this.#judge.awaitsMore;
  }

  get eventCount(): number {
    return this.#judge.eventCount;
  }

  /** The last event with data, which shows how this stream formats its events. */
  get lastEvent(): StreamEvent | null {
    return this.#judge.lastEvent;
  }

  /** Whether only complete events were passed on, so that one more can follow. */
  get isBetweenEvents(): boolean {
    return !this.#framing.cutter.isTorn;
  }

  push(piece: Buffer): Passed {
    if (this.#plain !== null) {
      this.#reader?.readPlain(piece);
      return this.#plain.push(piece);
    }
    if (this.#isClosed) return NOTHING_YET;
    const wasTorn = this.#framing.cutter.isTorn;
    const whole = this.#framing.cutter.push(piece);
    if (this.#framing.isPlain) return this.#pushPlain();
    const { passed: kept, fault } = whole === null ? { passed: null, fault: null } : this.#judgeAll(whole, wasTorn);
    const passed = kept?.length === 0 ? null : kept;
    if (fault !== null) return { bytes: this.#release(passed), fault };
    this.#noteUnfinished(UNFINISHED_BYTES_MAX);
    const overflow = this.#pendingTooLarge();
    if (overflow.fault !== null) return { bytes: this.#release(passed), fault: overflow.fault };
    return this.#hold(concatOrNull(passed, overflow.bytes));
  }

  letThrough(): Passed {
    this.#isHoldBackOver = true;
    if (this.#plain !== null) return this.#plain.letThrough();
    this.#isHolding = false;
    return { bytes: this.#release(null), fault: null };
  }

  end(): Passed {
    if (this.#plain !== null) return this.#plain.end();
    const { cutter, restKind } = this.#framing;
    const wasTorn = cutter.isTorn;
    const rest = cutter.takeRest();
    const isEvent = rest.length > 0 && restKind === 'EVENT';
    const fault = wasTorn ? this.#tornFault(rest) : isEvent ? this.#judgeRest(rest) : null;
    if (fault !== null) return { bytes: this.#release(null), fault };
    if (restKind !== 'CUT' && this.#judge.isWhole)
      return { bytes: this.#release(this.#passableRest(rest)), fault: null };
    // A partial event would corrupt the terminal event that follows it.
    return { bytes: this.#release(null), fault: { kind: 'ENDED_EARLY' } };
  }

  /**
   * Call when the upstream broke. `progress` then includes a last event without its blank line.
   *
   * @returns the error that this event reports, with everything that was held; null if it reports none
   */
  cut(): Passed | null {
    if (this.#plain !== null) return null;
    this.#noteUnfinished(EVENT_BYTES_MAX);
    const event = this.#unfinishedEvent(EVENT_BYTES_MAX);
    if (event === null || !this.#judge.isUnfinishedError(event)) return null;
    const bytes = endedByBlankLine(event, this.#framing.cutter.takeRest());
    return { bytes: this.#release(null), fault: { kind: 'ERROR_EVENT', event, bytes } };
  }

  /** What completes a finished stream if its upstream sends nothing more; null for nothing. */
  closing(): Buffer | null {
    const { kind, isClosed, cutter } = this.#framing;
    if (isClosed || this.#restProgress !== null) {
      const rest = this.#passableRest(cutter.takeRest());
      // Clients drop an event without its blank line; nothing is added to the terminal one.
      const isFinish = rest !== null && this.#restProgress === 'FINISHED';
      return this.#release(isFinish ? Buffer.concat([rest, BLANK_LINE]) : rest);
    }
    return this.#release(kind === 'JSON_ARRAY' && this.#judge.progress !== 'OPEN' ? CLOSING_BRACKET : null);
  }

  /** An unfinished last event may be half an error, which is recognised only as a whole. */
  #passableRest(rest: Buffer): Buffer | null {
    if (this.#dropsUsage && isUsageAlone(this.#framing.read(rest, 0, rest.length))) return null;
    return this.#isClosed || this.#echo?.isSurelyIn(rest) === true ? null : rest;
  }

  /** What came is not an array: if it can be judged it is, otherwise it is passed on. */
  #pushPlain(): Passed {
    const bytes = this.#framing.cutter.takePending();
    this.#plain = this.#makePlain();
    this.#reader?.readPlain(bytes);
    if (this.#plain === null) {
      this.#judge.skip();
      return this.#hold(bytes);
    }
    if (this.#isHoldBackOver) this.#plain.letThrough();
    return this.#plain.push(bytes);
  }

  /** @param rest what came behind the last complete event, at the end of the stream */
  #judgeRest(rest: Buffer): EventFault | null {
    if (this.#judge.isCutWithin(this.#framing.read(rest, 0, rest.length))) return { kind: 'ENDED_EARLY' };
    const { fault } = this.#judgeAll({ bytes: rest, ends: [rest.length] }, false);
    if (fault?.kind === 'ERROR_EVENT') return { ...fault, bytes: endedByBlankLine(fault.event, rest) };
    return fault;
  }

  /**
   * Judges each event up to the first fault. Whatever follows the terminal event is no part of the answer: it is passed on
   * up to the first event that quotes the credential or is too large to be searched.
   *
   * @param wasTorn whether the start of the first event is missing, so that it cannot be judged
   */
  #judgeAll({ bytes, ends }: WholeEvents, wasTorn: boolean): { passed: Buffer; fault: EventFault | null } {
    let start = wasTorn ? (ends[0] ?? 0) : 0;
    const tornFault = this.#tornFault(bytes.subarray(0, start));
    if (tornFault !== null) return { passed: bytes.subarray(0, 0), fault: tornFault };
    this.#watch = null;
    const kept = this.#dropsUsage ? new KeptRanges(bytes) : null;
    for (const end of ends) {
      if (end <= start) continue;
      const one = bytes.subarray(start, end);
      this.#isClosed ||= this.#judge.progress === 'TERMINATED' && this.#judge.mustNotFollow(one);
      if (this.#isClosed) return { passed: keptUntil(kept, bytes, start), fault: null };
      const event = this.#framing.read(bytes, start, end);
      const kind = this.#judge.judge(event, one);
      if (kind !== null) {
        const fault = kind === 'ERROR_EVENT' ? { kind, event, bytes: one } : { kind };
        return { passed: keptUntil(kept, bytes, start), fault };
      }
      this.#reader?.readEvent(event, this.#judge.hasContent, this.#judge.progress !== 'OPEN');
      if (kept !== null && isUsageAlone(event)) kept.drop(start, end);
      start = end;
    }
    return { passed: keptUntil(kept, bytes, bytes.length), fault: null };
  }

  /** Whether an event that is passed on in pieces quotes the credential. */
  #tornFault(piece: Buffer): EventFault | null {
    return this.#watch?.completes(piece) === true ? { kind: 'ECHO' } : null;
  }

  /** The last event while it has no blank line; null if there is none, or it is larger than this. */
  #unfinishedEvent(bytesMax: number): StreamEvent | null {
    const { cutter, restKind } = this.#framing;
    const { isTorn, pendingBytes } = cutter;
    if (restKind !== 'EVENT' || isTorn || pendingBytes === 0 || pendingBytes > bytesMax) return null;
    const event = this.#framing.read(cutter.pending, 0, pendingBytes);
    return event.data === null ? null : event;
  }

  #noteUnfinished(bytesMax: number): void {
    const event = this.#unfinishedEvent(bytesMax);
    this.#restProgress = event === null ? null : this.#judge.progressWith(event);
  }

  /** An event that is too large to be buffered is passed on in pieces, and cannot be judged. */
  #pendingTooLarge(): Passed {
    const { cutter } = this.#framing;
    const { isTorn, pendingBytes } = cutter;
    if (!isTorn && pendingBytes <= EVENT_BYTES_MAX) return NOTHING_YET;
    if (this.#judge.progress === 'TERMINATED' && this.#echo !== null) this.#isClosed = true;
    if (pendingBytes === 0 || this.#isClosed) return NOTHING_YET;
    const bytes = cutter.takePending();
    if (!isTorn) {
      const isSearched = this.#judge.mayBeUnknownError(this.#framing.read(bytes, 0, bytes.length));
      this.#watch = isSearched && this.#echo !== null ? new EchoWatch(this.#echo) : null;
    }
    this.#judge.skip();
    const fault = this.#tornFault(bytes);
    return { bytes: fault === null ? bytes : null, fault };
  }

  #hold(bytes: Buffer | null): Passed {
    if (!this.#isHolding) return bytes === null ? NOTHING_YET : { bytes, fault: null };
    if (bytes !== null) this.#held.push(bytes);
    if (!this.#judge.hasContent && this.heldBytes <= HOLD_BACK_BYTES_MAX) return NOTHING_YET;
    this.#isHolding = false;
    return { bytes: this.#release(null), fault: null };
  }

  /** Everything that was held, followed by these bytes; null if that is nothing. */
  #release(bytes: Buffer | null): Buffer | null {
    if (bytes !== null) {
      if (this.#held.length === 0) return bytes.length === 0 ? null : bytes;
      this.#held.push(bytes);
    }
    return this.#held.length === 0 ? null : this.#held.take();
  }
}

/** @param kept null if nothing is dropped */
function keptUntil(kept: KeptRanges | null, bytes: Buffer, end: number): Buffer {
  if (kept !== null) return kept.until(end);
  return end === bytes.length ? bytes : bytes.subarray(0, end);
}

const BLANK_LINE = Buffer.from('\n\n');
const CLOSING_BRACKET = Buffer.from('\n]\n');

/** The connection breaks after it, and parsers only emit an event after its blank line. */
function endedByBlankLine({ isBare }: StreamEvent, bytes: Buffer): Buffer {
  return isBare ? bytes : Buffer.concat([bytes, BLANK_LINE]);
}
