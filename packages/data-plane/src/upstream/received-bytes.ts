import { headerValue } from '../http/flat-headers';

/** Counts the bytes of a response's body as they arrive. */
export class ReceivedBytes {
  /** The content-length; null if there is none. */
  readonly #announced: number | null;
  readonly #nowMs: () => number;
  readonly #startedAtMs: number;
  #count = 0;

  /** @param headers of the response, which has just begun @param nowMs monotonic */
  constructor(headers: readonly string[], nowMs: () => number = () => performance.now()) {
    const length = headerValue(headers, 'content-length')?.trim() ?? '';
    this.#announced = /^\d{1,15}$/.test(length) ? Number(length) : null;
    this.#nowMs = nowMs;
    this.#startedAtMs = nowMs();
  }

  add(bytes: number): void {
    this.#count += bytes;
  }

  /** Whether all that the response announced has come. */
  get areAll(): boolean {
    return this.#count === this.#announced;
  }

  /** For the log: how much of the body came, and in what time. */
  toString(): string {
    const of = this.#announced === null ? '' : ` of ${this.#announced}`;
    return `${this.#count}${of} bytes of its body came within ${Math.round(this.#nowMs() - this.#startedAtMs)} ms`;
  }
}
