import { unavailable } from '../kernel/errors/domain-error';

/** Lets one piece of work run at a time, in the order in which they came, and a limited number wait for their turn. */
export class OneByOne {
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly waitingMax: number,
    /** What to tell those for whom there is no place, as a sentence. */
    private readonly refusal: string,
  ) {}

  /** @throws DomainError UNAVAILABLE where too many wait already */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting > this.waitingMax) throw unavailable(this.refusal);
    this.#waiting += 1;
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }
}
