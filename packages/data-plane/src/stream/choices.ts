import type { JsonMember } from './json-member';

/** The choices of a stream, or other answers such as images, which finish separately. */
export class Choices {
  readonly #asked: () => number;
  readonly #begun = new Set<string>();
  readonly #finished = new Set<string>();
  #areNumbered = false;
  /** How many answers without a number have finished. */
  #unnumbered = 0;
  /** Whether another of them has begun since. */
  #isUnnumberedOpen = false;

  /** @param asked how many answers the request asks for */
  constructor(asked: () => number = () => 1) {
    this.#asked = asked;
  }

  /** Whether another choice than the first was seen, so that all events have to be read. */
  get areNumbered(): boolean {
    return this.#areNumbered;
  }

  /** Whether answers without a number have finished, behind which others may follow. */
  get areUnnumbered(): boolean {
    return this.#unnumbered > 0;
  }

  /** Whether every choice that began has finished, and every answer without a number. */
  get haveFinished(): boolean {
    if (this.#begun.size !== this.#finished.size || this.#isUnnumberedOpen) return false;
    return this.#finishedCount > 0;
  }

  /** Whether some have finished, but fewer than were asked for. Servers may send fewer. */
  get areAwaited(): boolean {
    return this.#finishedCount > 0 && this.#finishedCount < this.#asked();
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
        this.#areNumbered ||= index !== 0;
      }
    }
  }

  /** An answer without a number has finished. */
  noteFinished(): void {
    this.#unnumbered += 1;
    this.#isUnnumberedOpen = false;
  }

  /** Another answer without a number has begun. */
  noteBegun(): void {
    this.#isUnnumberedOpen = true;
  }

  get #finishedCount(): number {
    return this.#finished.size + this.#unnumbered;
  }

  copy(): Choices {
    const copy = new Choices(this.#asked);
    for (const key of this.#begun) copy.#begun.add(key);
    for (const key of this.#finished) copy.#finished.add(key);
    copy.#areNumbered = this.#areNumbered;
    copy.#unnumbered = this.#unnumbered;
    copy.#isUnnumberedOpen = this.#isUnnumberedOpen;
    return copy;
  }
}
