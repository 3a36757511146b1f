import { unavailable } from '../errors/domain-error';

/**
 * Lets pieces of work run one after the other, so that the slices of two never add up to one long one.
 *
 * @throws DomainError UNAVAILABLE where too many wait already
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(
    private readonly waitingMax: number,
    private readonly refusal: string,
  ) {}

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= this.waitingMax) throw unavailable(this.refusal);
    this.#waiting += 1;
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      this.#waiting -= 1;
    }
  }
}
