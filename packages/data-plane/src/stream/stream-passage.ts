import type { StreamFraming } from '@switchyard/contract';
import { ByteCollector } from '@switchyard/runtime';
import { Choices } from './choices';
import type { WholeEvents } from './cutter';
import { framingOf, type Framing } from './framing';
import { JSON_FORM, JsonPassage } from './json-passage';
import {
  HOLD_BACK_BYTES_MAX,
  NOTHING_YET,
  type ContentFault,
  type EchoSearch,
  type Passage,
  type Passed,
  type Progress,
} from './passage';
import type { StreamEvent } from './stream-event';
import type { StreamRules } from './stream-rules';
import { isTelling } from './telling-event';
import { isUnfinishedError, unfinishedProgress } from './unfinished-event';

/**
 * The largest event that is judged and passed on as a whole. Images come in single events of several megabytes; the
 * largest message documented by any vendor is 24 MiB, and few reach a tenth of that.
 */
export const EVENT_BYTES_MAX = 16 * 1_048_576;
/** Larger events are not searched for the credential: no vendor's error is that large. */
const SEARCHED_EVENT_BYTES_MAX = 65_536;

/** A larger unfinished event is looked at only when the connection breaks: others would be read again with each chunk. */
const UNFINISHED_BYTES_MAX = 4_096;

type EventFault = Extract<ContentFault, { kind: 'ERROR_EVENT' | 'ECHO' | 'ENDED_EARLY' }>;

/** A streamed response passing through the gateway: split into events, held back at first, and judged to its end. */
export class StreamPassage implements Passage {
  readonly #rules: StreamRules | null;
  readonly #framing: Framing;
  readonly #contentMembers: readonly string[] | null;
  readonly #choices: Choices;
  /** For a response that turned out to be other JSON than an array of events. */
  #plain: JsonPassage | null = null;
  readonly #held = new ByteCollector();
  #isHolding: boolean;
  #hasContent = false;
  #progress: Progress = 'OPEN';
  /** How far the stream has come with its unfinished last event; null if that event changes nothing. */
  #restProgress: Progress | null = null;
  #eventCount = 0;
  /** Whether a part of it was too large to be judged, so that its end is not known. */
  #isUnjudged = false;
  #lastEvent: StreamEvent | null = null;
  readonly #echo: EchoSearch | null;
  /** Whether everything that still comes is dropped. */
  #isClosed = false;

  /**
   * @param rules to judge the stream by; null to only split it into events
   * @param isHolding whether it is held back until its first content
   * @param framing how it is split into events
   * @param contentMembers to judge a response that is not an array by, as in `JsonPassage`; null to pass it on
   * @param answersAsked how many answers the request asks for
   * @param echo finds the credential in what is not judged; null if none was sent
   */
  constructor(
    rules: StreamRules | null,
    isHolding: boolean,
    framing: StreamFraming = 'SERVER_SENT_EVENTS',
    contentMembers: readonly string[] | null = null,
    answersAsked: () => number = () => 1,
    echo: EchoSearch | null = null,
  ) {
    this.#rules = rules;
    this.#isHolding = isHolding;
    this.#framing = framingOf(framing);
    this.#contentMembers = contentMembers;
    this.#choices = new Choices(answersAsked);
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
    return this.#plain?.hasContent ?? this.#hasContent;
  }

  get progress(): Progress {
    // Nothing follows the closing bracket of an array.
    if (this.#framing.isClosed && this.#isWhole()) return 'TERMINATED';
    return this.#restProgress ?? this.#progress;
  }

  get eventCount(): number {
    return this.#eventCount;
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
    if (this.#plain !== null) return this.#plain.push(piece);
    if (this.#isClosed) return NOTHING_YET;
    const wasTorn = this.#framing.cutter.isTorn;
    const whole = this.#framing.cutter.push(piece);
    if (this.#framing.isPlain) return this.#pushPlain();
    if (whole === null) {
      this.#noteUnfinished(UNFINISHED_BYTES_MAX);
      return this.#hold(this.#pendingTooLarge());
    }
    const { passed, fault } = this.#judgeAll(whole, wasTorn);
    if (fault !== null) return { bytes: this.#release(passed), fault };
    this.#noteUnfinished(UNFINISHED_BYTES_MAX);
    const overflow = this.#pendingTooLarge();
    return this.#hold(overflow === null ? passed : Buffer.concat([passed, overflow]));
  }

  letThrough(): Buffer | null {
    if (this.#plain !== null) return this.#plain.letThrough();
    this.#isHolding = false;
    return this.#release(null);
  }

  end(): Passed {
    if (this.#plain !== null) return this.#plain.end();
    const { cutter, restKind } = this.#framing;
    const wasTorn = cutter.isTorn;
    const rest = cutter.takeRest();
    if (rest.length > 0 && !wasTorn && restKind === 'EVENT') {
      const { fault } = this.#judgeAll({ bytes: rest, ends: [rest.length] }, false);
      if (fault?.kind === 'ERROR_EVENT') {
        return { bytes: this.#release(null), fault: { ...fault, bytes: endedByBlankLine(fault.event, rest) } };
      }
      if (fault?.kind === 'ECHO') return { bytes: this.#release(null), fault };
    }
    if (restKind !== 'CUT' && this.#isWhole()) {
      return { bytes: this.#release(this.#passableRest(rest)), fault: null };
    }
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
    if (this.#rules === null || this.#progress === 'TERMINATED') return null;
    const event = this.#unfinishedEvent(EVENT_BYTES_MAX);
    if (event === null || !isUnfinishedError(event, this.#rules)) return null;
    const bytes = endedByBlankLine(event, this.#framing.cutter.takeRest());
    return { bytes: this.#release(null), fault: { kind: 'ERROR_EVENT', event, bytes } };
  }

  /** What completes a finished stream if its upstream sends nothing more; null for nothing. */
  closing(): Buffer | null {
    const { kind, isClosed, cutter } = this.#framing;
    if (isClosed || this.#restProgress !== null) return this.#release(this.#passableRest(cutter.takeRest()));
    return kind === 'JSON_ARRAY' && this.#progress !== 'OPEN' ? CLOSING_BRACKET : null;
  }

  /** An unfinished last event may be half an error, which is recognised only as a whole. */
  #passableRest(rest: Buffer): Buffer | null {
    return this.#isClosed || this.#echo?.isSurelyIn(rest) === true ? null : rest;
  }

  /** What came is not an array: if it can be judged it is, otherwise it is passed on. */
  #pushPlain(): Passed {
    const bytes = this.#framing.cutter.takePending();
    if (this.#contentMembers === null) return this.#hold(this.#unjudged(bytes));
    this.#plain = new JsonPassage(this.#contentMembers, null, JSON_FORM, this.#echo);
    return this.#plain.push(bytes);
  }

  #isWhole(): boolean {
    const rules = this.#rules;
    if (rules === null || this.#isUnjudged) return true;
    const isOver = this.#progress !== 'OPEN' || (rules.finish.isEmpty && rules.terminal.isEmpty);
    return isOver && this.#hasContent;
  }

  /**
   * Judges each event up to the first fault. Whatever follows the terminal event is no part of the answer: it is passed on
   * up to the first event that quotes the credential or is too large to be searched.
   *
   * @param wasTorn whether the start of the first event is missing, so that it cannot be judged
   */
  #judgeAll({ bytes, ends }: WholeEvents, wasTorn: boolean): { passed: Buffer; fault: EventFault | null } {
    let start = wasTorn ? (ends[0] ?? 0) : 0;
    for (const end of ends) {
      if (end <= start) continue;
      const one = bytes.subarray(start, end);
      this.#isClosed ||= this.#progress === 'TERMINATED' && this.#mustNotFollow(one);
      if (this.#isClosed) return { passed: bytes.subarray(0, start), fault: null };
      const event = this.#framing.read(bytes, start, end);
      const kind = this.#judge(event, one);
      if (kind !== null) {
        const fault = kind === 'ERROR_EVENT' ? { kind, event, bytes: one } : { kind };
        return { passed: bytes.subarray(0, start), fault };
      }
      start = end;
    }
    return { passed: bytes, fault: null };
  }

  #mustNotFollow(event: Buffer): boolean {
    return this.#echo !== null && (event.length > SEARCHED_EVENT_BYTES_MAX || this.#echo.isIn(event));
  }

  #judge(event: StreamEvent, bytes: Buffer): EventFault['kind'] | null {
    // Whatever follows the end is no longer part of the answer.
    if (this.#progress === 'TERMINATED') return null;
    const fault = event.data === null ? null : this.#judgeData(event);
    if (fault !== null) return fault;
    return this.#mayBeUnknownError(event, bytes) && this.#echo?.isSurelyIn(bytes) === true ? 'ECHO' : null;
  }

  /** Whether an event may be an error that the profile does not know: everything but what looks like content. */
  #mayBeUnknownError(event: StreamEvent, { length }: Buffer): boolean {
    const content = this.#rules?.content;
    const mayBeContent = this.#hasContent && content !== undefined && (content.isEmpty || content.mayMatch(event));
    return !mayBeContent && length <= SEARCHED_EVENT_BYTES_MAX;
  }

  #judgeData(event: StreamEvent): Exclude<EventFault['kind'], 'ECHO'> | null {
    const rules = this.#rules;
    if (rules === null) {
      this.#lastEvent = event;
      this.#hasContent = true;
      return null;
    }
    const isMentioned = rules.mayMention(event);
    if (rules.error.match(event, isMentioned)) return 'ERROR_EVENT';
    const { isDone: isMarker } = event;
    if (!isMarker) this.#lastEvent = event;
    const hadContent = this.#hasContent;
    this.#hasContent ||= rules.content.isEmpty ? !isMarker : rules.content.match(event);
    this.#noteFinish(event, rules, isMentioned, this.#hasContent && !hadContent);
    if (rules.isTerminal(event)) {
      if (!this.#hasContent) return 'ENDED_EARLY';
      this.#progress = 'TERMINATED';
    } else if (isMarker && !this.#isWhole()) {
      // SDKs stop reading at this marker, so they would miss the error after it.
      return 'ENDED_EARLY';
    }
    return null;
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
    this.#restProgress = null;
    const event = this.#rules === null || this.#progress === 'TERMINATED' ? null : this.#unfinishedEvent(bytesMax);
    if (event === null || this.#rules === null) return;
    this.#restProgress = unfinishedProgress(event, this.#rules, this.#choices, this.#hasContent);
  }

  #noteFinish(event: StreamEvent, rules: StreamRules, isMentioned: boolean, isFirstContent: boolean): void {
    const choices = this.#choices;
    if (choices.areUnnumbered && rules.content.match(event)) choices.noteBegun();
    const hasFinished = rules.finish.match(event, choices, isFirstContent, isMentioned);
    const areSeveral = choices.areNumbered || choices.areUnnumbered;
    this.#progress = hasFinished || (this.#progress === 'FINISHED' && !areSeveral) ? 'FINISHED' : 'OPEN';
    if (this.#progress === 'FINISHED' && isTelling(event, rules, isMentioned)) this.#eventCount += 1;
  }

  /** An event that is too large to be buffered is passed on in pieces, and cannot be judged. */
  #pendingTooLarge(): Buffer | null {
    const { cutter } = this.#framing;
    const { isTorn, pendingBytes } = cutter;
    if (!isTorn && pendingBytes <= EVENT_BYTES_MAX) return null;
    if (this.#progress === 'TERMINATED' && this.#echo !== null) this.#isClosed = true;
    return pendingBytes === 0 || this.#isClosed ? null : this.#unjudged(cutter.takePending());
  }

  #unjudged(bytes: Buffer): Buffer {
    this.#hasContent = true;
    this.#isUnjudged = true;
    return bytes;
  }

  #hold(bytes: Buffer | null): Passed {
    if (!this.#isHolding) return bytes === null ? NOTHING_YET : { bytes, fault: null };
    if (bytes !== null) this.#held.push(bytes);
    if (!this.#hasContent && this.heldBytes <= HOLD_BACK_BYTES_MAX) return NOTHING_YET;
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

const BLANK_LINE = Buffer.from('\n\n');
const CLOSING_BRACKET = Buffer.from('\n]\n');

/** The connection breaks after it, and parsers only emit an event after its blank line. */
function endedByBlankLine({ isBare }: StreamEvent, bytes: Buffer): Buffer {
  return isBare ? bytes : Buffer.concat([bytes, BLANK_LINE]);
}
