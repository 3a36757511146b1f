import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { isNativeError } from 'node:util/types';

/** Uses are collected for this long and written in one statement, in the background. */
const writeDelayMs = 1_000;
/** After a failure, which usually lasts. */
const retryDelayMs = 10_000;
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
 * however often it is used. Rows that a change has locked are written when it is done, and a failed write is retried. Last
 * use is not part of the configuration: it creates no revision and changes no version.
 */
export class LastUse {
  /** Id to the minute that is not yet written. */
  readonly #unwritten = new Map<string, number>();
  /** Id to the last written minute. */
  readonly #written = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly options: LastUseOptions) {}

  note(id: string, usedAt: Date): void {
    const minuteMs = Math.floor(usedAt.getTime() / MINUTE_MS) * MINUTE_MS;
    if ((this.#written.get(id) ?? 0) >= minuteMs) return;
    const unwritten = this.#unwritten.get(id);
    if (unwritten === undefined && this.#unwritten.size >= HELD_MAX) return;
    this.#unwritten.set(id, Math.max(unwritten ?? 0, minuteMs));
    this.#writeIn(writeDelayMs);
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#writeSoon();
    await this.#writing;
  }

  #writeIn(delayMs: number): void {
    if (this.#isClosed) return;
    this.#timer ??= setTimeout(() => this.#writeSoon(), delayMs).unref();
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
      const locked: { id: string }[] = await dataSource.query(statementFor(table), [
        uses.map(([id]) => id),
        uses.map(([, minuteMs]) => new Date(minuteMs)),
      ]);
      const lockedIds = new Set(locked.map(({ id }) => id));
      for (const [id, minuteMs] of uses) if (!lockedIds.has(id)) this.#written.set(id, minuteMs);
      this.#keep(uses.filter(([id]) => lockedIds.has(id)));
      if (lockedIds.size > 0) this.#writeIn(writeDelayMs);
    } catch (error) {
      const reason = isNativeError(error) ? error.message : 'unknown';
      log.warn({ reason, table, count: uses.length }, 'failed to record last use');
      this.#keep(uses);
      this.#writeIn(retryDelayMs);
    }
  }

  /** For the next write; a use that was noted meanwhile is later. */
  #keep(uses: readonly (readonly [string, number])[]): void {
    for (const [id, minuteMs] of uses) if (!this.#unwritten.has(id)) this.#unwritten.set(id, minuteMs);
  }

  #forgetBefore(minuteMs: number): void {
    for (const [id, written] of this.#written) if (written < minuteMs) this.#written.delete(id);
  }
}

/**
 * Writes what is due and returns the ids of the rows that another transaction has locked. A change locks its rows in
 * another order: waiting for them could deadlock.
 */
function statementFor(table: LastUseOptions['table']): string {
  return `
    WITH due AS (
      SELECT present.id, given.at
      FROM unnest($1::uuid[], $2::timestamptz[]) AS given (id, at) JOIN ${table} AS present USING (id)
      WHERE present.last_used_at IS NULL OR present.last_used_at < given.at
    ), free AS (
      SELECT present.id, due.at FROM due JOIN ${table} AS present USING (id)
      WHERE present.last_used_at IS NULL OR present.last_used_at < due.at
      ORDER BY present.id
      FOR NO KEY UPDATE OF present SKIP LOCKED
    ), written AS (
      UPDATE ${table} AS object SET last_used_at = free.at
      FROM free WHERE object.id = free.id
      RETURNING object.id
    )
    SELECT id FROM due WHERE id NOT IN (SELECT id FROM written)`;
}
