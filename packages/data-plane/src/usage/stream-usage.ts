import { firstElement } from '../formats/first-element';
import type { StreamEvent } from '../stream/stream-event';
import type { PathNode } from './path-tree';
import { ToldUsage } from './told-usage';
import type { UsagePlace, UsagePlaces } from './usage-places';
import { type AnswerSize, type ReadUsage, readUsage } from './usage-reading';

/** Only the first events are parsed to find the model that answers: some servers never name it. */
const MODEL_EVENTS_MAX = 8;

/** Reads the usage of a streamed answer event by event. An event that mentions no tokens is not parsed. */
export class StreamUsage {
  readonly #places: UsagePlaces;
  readonly #told: ToldUsage;
  #hasFinished = false;
  /** Whether usage came with the event that finished the answer, or later. */
  #isLastSeen = false;
  /** In how many more events to look for the model. */
  #modelEventsLeft: number;
  #contentBytes = 0;
  #contentEvents = 0;

  /** @param headers of the response, names and values alternating */
  constructor(places: UsagePlaces, headers: readonly string[]) {
    this.#places = places;
    this.#told = new ToldUsage(places);
    this.#told.noteHeaders(headers);
    this.#modelEventsLeft = places.namesModel ? MODEL_EVENTS_MAX : 0;
  }

  get size(): AnswerSize {
    return { bytes: this.#contentBytes, events: this.#contentEvents };
  }

  /**
   * @param hasContent whether this event, or one before it, has content
   * @param hasFinished whether this event, or one before it, finished the answer's content
   */
  push(event: StreamEvent, hasContent: boolean, hasFinished: boolean): void {
    const { data } = event;
    this.#hasFinished ||= hasFinished;
    if (data === null || event.isDone) return;
    if (hasContent && !this.#hasFinished) {
      this.#contentBytes += data.length;
      this.#contentEvents += 1;
    }
    const looksForModel = this.#modelEventsLeft > 0 && this.#told.model === null;
    if (looksForModel) this.#modelEventsLeft -= 1;
    if (!looksForModel && this.#places.mention?.test(event.bytesAsText) !== true) return;
    this.#note(firstElement(event.json), this.#places.tree.root);
    if (this.#told.endPart() && this.#hasFinished) this.#isLastSeen = true;
  }

  /** @param isWhole whether the stream ended properly */
  end(isWhole: boolean): ReadUsage {
    return readUsage(this.#told, this.#places, this.#isLastSeen || (isWhole && !this.#hasFinished));
  }

  #note(json: unknown, node: PathNode<UsagePlace>): void {
    if (typeof json !== 'object' || json === null) return;
    for (const [name, child] of node.children) {
      if (!Object.hasOwn(json, name)) continue;
      const value = (json as Record<string, unknown>)[name];
      if (child.value !== null) this.#told.note(child.value, value);
      if (child.children.size > 0) this.#note(value, child);
    }
  }
}
