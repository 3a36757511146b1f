import type { JsonMember } from './json-member';

/** The choices of a stream, which finish separately. */
export class Choices {
  readonly #begun = new Set<string>();
  readonly #finished = new Set<string>();
  #areSeveral = false;

  /** Whether another than the first was seen, so that all events have to be read. */
  get areSeveral(): boolean {
    return this.#areSeveral;
  }

  /** Whether every choice that began has finished. */
  get haveFinished(): boolean {
    return this.#finished.size > 0 && this.#begun.size === this.#finished.size;
  }

  /**
   * Notes which choices an event is about, and which of them it finishes.
   *
   * @param reasons where each choice says why it has finished, such as `finish_reason` of each of `choices`
   */
  note(json: unknown, reasons: readonly JsonMember[]): void {
    for (const reason of reasons) {
      for (const { key, index, hasValue } of reason.elements(json)) {
        this.#begun.add(key);
        if (hasValue) this.#finished.add(key);
        this.#areSeveral ||= index !== 0;
      }
    }
  }
}
