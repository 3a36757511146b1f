import { Choices } from './choices';
import type { ContentFault, EchoSearch, Progress } from './passage';
import type { StreamEvent } from './stream-event';
import type { StreamRules } from './stream-rules';
import { isTelling } from './telling-event';
import { isDataWhole, unfinishedProgress } from './unfinished-event';

export type EventFault = Extract<ContentFault, { kind: 'ERROR_EVENT' | 'ECHO' | 'ENDED_EARLY' }>;

/** What must not follow the answer: a larger event is not searched for the credential. */
const FOLLOWING_EVENT_BYTES_MAX = 65_536;

/** Judges a stream by its events: whether it has content, how far it has come, and whether an event is a failure. */
export class StreamJudge {
  readonly #rules: StreamRules | null;
  readonly #choices: Choices;
  readonly #echo: EchoSearch | null;
  #hasContent = false;
  #progress: Progress = 'OPEN';
  #eventCount = 0;
  /** Whether a part of it was too large to be judged, so that its end is not known. */
  #isUnjudged = false;
  #lastEvent: StreamEvent | null = null;

  /**
   * @param rules null if every end is good
   * @param answersAsked how many answers the request asks for
   * @param echo finds the credential in what is not content; null if none was sent
   */
  constructor(rules: StreamRules | null, answersAsked: () => number, echo: EchoSearch | null) {
    this.#rules = rules;
    this.#choices = new Choices(answersAsked);
    this.#echo = echo;
  }

  get hasContent(): boolean {
    return this.#hasContent;
  }

  /** Without content nothing has finished. */
  get progress(): Progress {
    return this.#hasContent ? this.#progress : 'OPEN';
  }

  /** Whether the request asks for more answers than have finished. */
  get awaitsMore(): boolean {
    return this.#choices.areAwaited;
  }

  /** How many events since it finished told something. */
  get eventCount(): number {
    return this.#eventCount;
  }

  /** The last event with data. */
  get lastEvent(): StreamEvent | null {
    return this.#lastEvent;
  }

  /** Whether it may end now. */
  get isWhole(): boolean {
    const rules = this.#rules;
    if (rules === null || this.#isUnjudged) return true;
    const isOver = this.#progress !== 'OPEN' || (rules.finish.isEmpty && rules.terminal.isEmpty);
    return isOver && this.#hasContent;
  }

  /** What is wrong with the next event; null for nothing. @param bytes the event's */
  judge(event: StreamEvent, bytes: Buffer): EventFault['kind'] | null {
    // Whatever follows the end is no longer part of the answer.
    if (this.#progress === 'TERMINATED') return null;
    const fault = event.data === null ? null : this.#judgeData(event);
    if (fault !== null) return fault;
    return this.mayBeUnknownError(event) && this.#echo?.isSurelyIn(bytes) === true ? 'ECHO' : null;
  }

  /** A part of the stream is passed on without being judged. */
  skip(): void {
    this.#hasContent = true;
    this.#isUnjudged = true;
  }

  /** Whether an event may be an error that the profile does not know: everything but what looks like content. */
  mayBeUnknownError(event: StreamEvent): boolean {
    const content = this.#rules?.content;
    return !(this.#hasContent && content !== undefined && (content.isEmpty || content.mayMatch(event)));
  }

  /** Whether an event may not be passed on behind the terminal one. */
  mustNotFollow(event: Buffer): boolean {
    return this.#echo !== null && (event.length > FOLLOWING_EVENT_BYTES_MAX || this.#echo.isIn(event));
  }

  /** How far the stream comes with a last event that lacks its blank line; null if the event changes nothing. */
  progressWith(event: StreamEvent): Progress | null {
    if (this.#rules === null || this.#progress === 'TERMINATED') return null;
    return unfinishedProgress(event, this.#rules, this.#choices, this.#hasContent);
  }

  /** Whether a last event without its blank line reports an error, and is complete. */
  isUnfinishedError(event: StreamEvent): boolean {
    if (this.#rules === null || this.#progress === 'TERMINATED') return false;
    return isDataWhole(event) && this.#rules.error.match(event);
  }

  /** Whether the stream breaks off within a last event without its blank line. */
  isCutWithin(event: StreamEvent): boolean {
    return this.#rules !== null && this.#progress !== 'TERMINATED' && event.data !== null && !isDataWhole(event);
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
    } else if (isMarker && !this.isWhole) {
      // SDKs stop reading at this marker, so they would miss the error after it.
      return 'ENDED_EARLY';
    }
    return null;
  }

  #noteFinish(event: StreamEvent, rules: StreamRules, isMentioned: boolean, isFirstContent: boolean): void {
    const choices = this.#choices;
    if (choices.areUnnumbered && rules.content.match(event)) choices.noteBegun();
    const hasFinished = rules.finish.match(event, choices, isFirstContent, isMentioned);
    const areSeveral = choices.areNumbered || choices.areUnnumbered;
    this.#progress = hasFinished || (this.#progress === 'FINISHED' && !areSeveral) ? 'FINISHED' : 'OPEN';
    if (this.#progress === 'FINISHED' && isTelling(event, rules, isMentioned)) this.#eventCount += 1;
  }
}
