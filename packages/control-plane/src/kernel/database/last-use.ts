import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { isNativeError } from 'node:util/types';

/** Uses are collected for this long and written in one statement, in the background. */
const writeDelayMs = 1_000;
/** The most objects held in memory; a routing table has no more keys. */
const HELD_MAX = 100_000;
const ROWS_PER_STATEMENT_MAX = 5_000;
const MINUTE_MS = 60_000;

export interface LastUseOptions {
  readonly dataSource: DataSource;
  /** A table with `id` and `last_used_at`. */
  readonly table: 'access_token' | 'consumer_key';
  readonly log: Logger;
}

/**
 * Records when access tokens or consumer keys were last used, to the minute. Each costs at most one row update per minute,
 * however often it is used; a failed write is retried with the next one. Last use is not part of the configuration: it
 * creates no revision and changes no version.
 */
export class LastUse {
  /** Id to the minute that is not yet written. */
  readonly #unwritten = new Map<string, number>();
  /** Id to the last written minute. */
  readonly #written = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly options: LastUseOptions) {}

  note(id: string, usedAt: Date): void {
    const minuteMs = Math.floor(usedAt.getTime() / MINUTE_MS) * MINUTE_MS;
    if ((this.#written.get(id) ?? 0) >= minuteMs) return;
    const unwritten = this.#unwritten.get(id);
    if (unwritten === undefined && this.#unwritten.size >= HELD_MAX) return;
    this.#unwritten.set(id, Math.max(unwritten ?? 0, minuteMs));
    this.#timer ??= setTimeout(() => this.#writeSoon(), writeDelayMs).unref();
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#writeSoon();
    await this.#writing;
  }

  #writeSoon(): void {
    this.#timer = null;
    this.#writing = this.#writing.then(() => this.#writeAll());
  }

  async #writeAll(): Promise<void> {
    const uses = [...this.#unwritten];
    this.#unwritten.clear();
    for (let begin = 0; begin < uses.length; begin += ROWS_PER_STATEMENT_MAX) {
      await this.#write(uses.slice(begin, begin + ROWS_PER_STATEMENT_MAX));
    }
    // Only entries of the latest minute can save a write.
    if (uses.length > 0) this.#forgetBefore(Math.max(...uses.map(([, minuteMs]) => minuteMs)));
  }

  async #write(uses: readonly (readonly [string, number])[]): Promise<void> {
    const { dataSource, table, log } = this.options;
    try {
      // A change in progress locks its rows in another order: waiting for them could deadlock.
      await dataSource.query(
        `UPDATE ${table} AS object SET last_used_at = used.at
         FROM (
           SELECT present.id, given.at
           FROM unnest($1::uuid[], $2::timestamptz[]) AS given (id, at) JOIN ${table} AS present USING (id)
           WHERE present.last_used_at IS NULL OR present.last_used_at < given.at
           ORDER BY present.id
           FOR NO KEY UPDATE OF present SKIP LOCKED
         ) AS used
         WHERE object.id = used.id`,
        [uses.map(([id]) => id), uses.map(([, minuteMs]) => new Date(minuteMs))],
      );
      for (const [id, minuteMs] of uses) this.#written.set(id, minuteMs);
    } catch (error) {
      const reason = isNativeError(error) ? error.message : 'unknown';
      log.warn({ reason, table, count: uses.length }, 'failed to record last use');
      for (const [id, minuteMs] of uses) if (!this.#unwritten.has(id)) this.#unwritten.set(id, minuteMs);
    }
  }

  #forgetBefore(minuteMs: number): void {
    for (const [id, written] of this.#written) if (written < minuteMs) this.#written.delete(id);
  }
}
