import type { Logger } from 'pino';

export type JournalLog = Pick<Logger, 'info' | 'warn' | 'error'>;

const MS_PER_SECOND = 1_000;

/** Whether a journal can be written, and who wants to know. */
export class JournalHealth {
  readonly #path: string;
  readonly #log: JournalLog;
  readonly #listeners = new Set<() => void>();
  #problem: string | null = null;
  #hasGivenUp = false;

  constructor(path: string, log: JournalLog) {
    this.#path = path;
    this.#log = log;
  }

  /** Why nothing can be written at the moment; null if it can. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Whether nothing is written until a restart. */
  get hasGivenUp(): boolean {
    return this.#hasGivenUp;
  }

  /** Calls back when the problem changes, or whenever `notify` is called. Returns a function that unsubscribes. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  nextChange(): Promise<void> {
    return new Promise((resolve) => {
      const forget = this.onChange(() => {
        forget();
        resolve();
      });
    });
  }

  notify(): void {
    for (const listener of this.#listeners) listener();
  }

  noteFailure(reason: string): void {
    this.#problem = reason;
    this.notify();
  }

  /** @returns whether that is new */
  noteSuccess(): boolean {
    if (this.#problem === null) return false;
    this.#problem = null;
    this.notify();
    return true;
  }

  /** @returns whether it had not given up before */
  giveUp(reason: string): boolean {
    if (this.#hasGivenUp) return false;
    this.#hasGivenUp = true;
    const problem = `${reason}. Fix that, and restart this data plane.`;
    this.#log.error({ path: this.#path }, `the routing table is not kept for the next start: ${problem}`);
    this.noteFailure(problem);
    return true;
  }

  /** Waits for an attempt to write. A disk that does not answer for so long is a problem, until it does: no error would tell. */
  async watch(attempt: Promise<void>, hangMs: number): Promise<void> {
    let hang: string | null = null;
    const timer = setTimeout(() => {
      if (this.#hasGivenUp) return;
      hang = `the disk has not answered for ${hangMs / MS_PER_SECOND} s`;
      const message = 'the disk does not answer: until it does, no applied revision is kept for the next start';
      this.#log.error({ path: this.#path }, message);
      this.noteFailure(hang);
    }, hangMs).unref();
    try {
      await attempt;
    } finally {
      clearTimeout(timer);
      if (hang !== null) this.#noteAnswer(hang);
    }
  }

  #noteAnswer(hang: string): void {
    this.#log.info({ path: this.#path }, 'the disk answers again');
    if (this.#problem === hang) this.noteSuccess();
  }
}
