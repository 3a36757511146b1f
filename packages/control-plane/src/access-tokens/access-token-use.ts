import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { isNativeError } from 'node:util/types';

/** Uses are collected for so long, and written in one statement behind the requests' back. */
const writeDelayMs = 1_000;
const MINUTE_MS = 60_000;

/**
 * When access tokens were last used, to the minute. A token costs at most one row's update a minute, however often it is
 * used; what could not be written is tried again with the next use. Never more tokens than may be active are held.
 */
export class AccessTokenUse {
  /** Token id to the minute that is not written yet. */
  readonly #unwritten = new Map<string, number>();
  /** Token id to the minute that is written. */
  readonly #written = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly log: Logger,
  ) {}

  note(tokenId: string, now: Date): void {
    const minuteMs = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
    if (this.#written.get(tokenId) === minuteMs) return;
    this.#unwritten.set(tokenId, minuteMs);
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
    this.#writing = this.#writing.then(() => this.#write());
  }

  async #write(): Promise<void> {
    const uses = [...this.#unwritten];
    if (uses.length === 0) return;
    this.#unwritten.clear();
    try {
      await this.dataSource.query(
        `UPDATE access_token SET last_used_at = greatest(last_used_at, used.at)
         FROM unnest($1::uuid[], $2::timestamptz[]) AS used (id, at) WHERE access_token.id = used.id`,
        [uses.map(([id]) => id), uses.map(([, minuteMs]) => new Date(minuteMs))],
      );
      // Only the latest minute counts, so what was written for another one is of no use.
      for (const [id, minuteMs] of uses) this.#written.set(id, minuteMs);
      this.#forgetBefore(Math.max(...uses.map(([, minuteMs]) => minuteMs)));
    } catch (error) {
      const reason = isNativeError(error) ? error.message : 'unknown';
      this.log.warn({ reason, count: uses.length }, 'when access tokens were last used could not be written');
      for (const [id, minuteMs] of uses) if (!this.#unwritten.has(id)) this.#unwritten.set(id, minuteMs);
    }
  }

  #forgetBefore(minuteMs: number): void {
    for (const [id, written] of this.#written) if (written < minuteMs) this.#written.delete(id);
  }
}
