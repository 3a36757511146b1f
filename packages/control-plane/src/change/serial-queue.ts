import { unavailable } from '../kernel/errors/domain-error';

/** Runs one task at a time, in the order of arrival. A bounded number of tasks wait; further ones are refused. */
export class SerialQueue {
  #pending = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly waitingMax: number,
    /** The message to callers while the queue is full. */
    private readonly refusal: string,
  ) {}

  /** @throws DomainError UNAVAILABLE while `waitingMax` tasks are waiting */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#pending > this.waitingMax) throw unavailable(this.refusal);
    this.#pending += 1;
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    try {
      return await result;
    } finally {
      this.#pending -= 1;
    }
  }
}
