import { ByteCollector } from '@switchyard/runtime';
import type { AnswerSink } from '../upstream/answer-sink';

/** A vendor's list of models is much smaller. */
export const COLLECTED_BYTES_MAX = 4 * 1024 * 1024;

/** Keeps a response that is small enough, instead of passing it on. */
export class AnswerCollector implements AnswerSink {
  readonly #bytes = new ByteCollector();
  #isTooLarge = false;

  /** @param onTooLarge ends the call */
  constructor(private readonly onTooLarge: () => void) {}

  begin(): void {
    // The outcome of the call has the status.
  }

  write(chunk: Buffer): boolean {
    if (this.#isTooLarge) return true;
    this.#bytes.push(chunk);
    if (this.#bytes.length <= COLLECTED_BYTES_MAX) return true;
    this.#isTooLarge = true;
    this.#bytes.clear();
    this.onTooLarge();
    return true;
  }

  end(): void {
    // `take` has all of it.
  }

  break(): void {
    // The outcome of the call says so.
  }

  onDrain(): void {
    // It never fills up.
  }

  take(): Buffer {
    return this.#bytes.take();
  }
}
