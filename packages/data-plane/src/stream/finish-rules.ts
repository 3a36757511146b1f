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
  /** Where a choice says why it has finished. */
  readonly #reasons: readonly JsonMember[];
  /** What the data must contain to be about a finished choice, or another one than the first. */
  readonly #mention: RegExp | null;

  constructor(rules: readonly StreamEventRule[]) {
    const isOfChoice = ({ event, present, value, data }: StreamEventRule) =>
      event === null && data === null && value === null && new JsonMember(present ?? '').isOfElements;
    this.#whole = new EventRules(rules.filter((rule) => !isOfChoice(rule)));
    this.#reasons = rules.filter(isOfChoice).map(({ present }) => new JsonMember(present ?? ''));
    const names = this.#reasons.flatMap(({ name }) => (name === null ? [] : [{ name, value: null }]));
    this.#mention = names.length === 0 ? null : new RegExp(`${mentionOf(names).source}|${FURTHER_INDEX}`);
  }

  get isEmpty(): boolean {
    return this.#whole.isEmpty && this.#reasons.length === 0;
  }

  /** The patterns of which an event must have one to be about a finish, unless its type shows it; null if not known. */
  get mentions(): readonly string[] | null {
    const whole = this.#whole.mentions;
    return whole === null || this.#mention === null ? whole : [...whole, this.#mention.source];
  }

  /**
   * Whether the answer has finished with this event, or a choice of it.
   *
   * @param choices notes what the event says about choices
   * @param isFirstContent whether the event is the first with content, whose choice counts as begun
   * @param isMentioned false if it is known that the event has none of `mentions`
   */
  match(event: StreamEvent, choices: Choices, isFirstContent: boolean, isMentioned = true): boolean {
    if (this.#whole.match(event, isMentioned)) return true;
    if (this.#mention === null) return false;
    if (choices.areSeveral || isFirstContent || (isMentioned && this.#mention.test(event.bytesAsText))) {
      choices.note(event.json, this.#reasons);
    }
    return choices.haveFinished;
  }
}
