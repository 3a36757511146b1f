import type { StreamEventRule } from '@switchyard/contract';
import type { Choices } from './choices';
import { EventRules } from './event-rules';
import { JsonMember, mentionOf } from './json-member';
import type { StreamEvent } from './stream-event';

/** Another choice than the first. Tool calls are numbered too, so this proves nothing. */
const FURTHER_INDEX = String.raw`"index"\s*:\s*[1-9]`;

/** The rules for the events that finish an answer, or one of its choices. */
export class FinishRules {
  /** For an answer that finishes as a whole. */
  readonly #whole: EventRules;
  /** For an event whose type says that one answer has finished: a request may ask for several, such as images. */
  readonly #each: EventRules;
  /** Where a choice says why it has finished. */
  readonly #reasons: readonly JsonMember[];
  /** What the data must contain to be about a finished choice, or another one than the first. */
  readonly #mention: RegExp | null;

  constructor(rules: readonly StreamEventRule[]) {
    const isOfChoice = ({ event, present, value, data }: StreamEventRule) =>
      event === null && data === null && value === null && new JsonMember(present ?? '').isOfElements;
    const others = rules.filter((rule) => !isOfChoice(rule));
    this.#whole = new EventRules(others.filter(({ event }) => event === null));
    this.#each = new EventRules(others.filter(({ event }) => event !== null));
    this.#reasons = rules.filter(isOfChoice).map(({ present }) => new JsonMember(present ?? ''));
    const names = this.#reasons.flatMap(({ name }) => (name === null ? [] : [{ name, value: null }]));
    this.#mention = names.length === 0 ? null : new RegExp(`${mentionOf(names).source}|${FURTHER_INDEX}`);
  }

  get isEmpty(): boolean {
    return this.#whole.isEmpty && this.#each.isEmpty && this.#reasons.length === 0;
  }

  /** The patterns of which an event must have one to be about a finish, unless its type shows it; null if not known. */
  get mentions(): readonly string[] | null {
    const whole = this.#whole.mentions;
    return whole === null || this.#mention === null ? whole : [...whole, this.#mention.source];
  }

  /**
   * Whether the answer has finished with this event: every choice or other answer that began.
   *
   * @param choices notes what the event says about choices
   * @param isFirstContent whether the event is the first with content, whose choice counts as begun
   * @param isMentioned false if it is known that the event has none of `mentions`
   */
  match(event: StreamEvent, choices: Choices, isFirstContent: boolean, isMentioned = true): boolean {
    if (this.#whole.match(event, isMentioned)) return true;
    if (this.#each.match(event, isMentioned)) choices.noteFinished();
    if (this.#mention === null) return choices.haveFinished;
    if (choices.areNumbered || isFirstContent || (isMentioned && this.#mention.test(event.bytesAsText))) {
      choices.note(event.json, this.#reasons);
    }
    return choices.haveFinished;
  }
}
