import { pause } from '@switchyard/runtime';
import type { DataSource } from 'typeorm';

/**
 * A statement takes milliseconds, unless all connections are in use or Postgres is unreachable. Whoever asks whether we are
 * ready gives up after a few seconds.
 */
const ANSWER_TIMEOUT_MS = 1_500;

/** Tells whether the database answers. Concurrent questions share one statement, so they use one connection at most. */
export class DatabaseProbe {
  #asking: Promise<boolean> | null = null;

  constructor(private readonly dataSource: DataSource) {}

  /** False if the database has not answered within 1.5 seconds. Never rejects. */
  async answers(): Promise<boolean> {
    this.#asking ??= this.#ask();
    const timeout = new AbortController();
    const late = pause(ANSWER_TIMEOUT_MS, timeout.signal, { ref: false }).then(() => false);
    const answer = await Promise.race([this.#asking, late]);
    timeout.abort();
    return answer;
  }

  async #ask(): Promise<boolean> {
    try {
      await this.dataSource.query('SELECT 1');
      return true;
    } catch {
      return false;
    } finally {
      this.#asking = null;
    }
  }
}
