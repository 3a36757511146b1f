import { firstElement } from '../formats/first-element';
import type { StreamEvent } from '../stream/stream-event';
import type { PathNode } from './path-tree';
import { ToldUsage } from './told-usage';
import type { UsagePlace, UsagePlaces } from './usage-places';
import { type ReadUsage, readUsage } from './usage-reading';

/** Reads the usage of a streamed answer event by event. An event that mentions no tokens is not parsed. */
export class StreamUsage {
  readonly #places: UsagePlaces;
  readonly #told: ToldUsage;
  #hasFinished = false;
  /** Whether usage came with the event that finished the answer, or later. */
  #isLastSeen = false;

  /** @param headers of the response, names and values alternating */
  constructor(places: UsagePlaces, headers: readonly string[]) {
    this.#places = places;
    this.#told = new ToldUsage(places);
    this.#told.noteHeaders(headers);
  }

  /** @param hasFinished whether this event, or one before it, finished the answer's content */
  push(event: StreamEvent, hasFinished: boolean): void {
    this.#hasFinished ||= hasFinished;
    const { mention } = this.#places;
    // The first event is read in any case: it names the model.
    const isRead = this.#told.model === null || mention?.test(event.bytesAsText) === true;
    if (!isRead || event.data === null || event.isDone) return;
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
