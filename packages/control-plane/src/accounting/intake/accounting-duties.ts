import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { maintainPartitions } from '../tables/partitions';
import { keptFrom, type Retention } from '../tables/retention';
import { sumDays, unsummedDays } from '../tables/summed-days';
import { closeMissing } from './close-missing';

const INTERVAL_MS = 3_600_000;
/** After a failure, or if something had to wait for others. */
const RETRY_MS = 60_000;
/** Longer than any batch can wait in a queue or a spool. */
const SOURCES_KEPT = '90 days';
const REJECTED_KEPT = '90 days';

/** Keeps the tables of accounting in order: partitions ahead, sums of days, gaps for lost batches, and nothing for longer than it is kept. */
export class AccountingDuties {
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  readonly #closing = new AbortController();

  constructor(
    private readonly dataSource: DataSource,
    private readonly retention: Retention,
    private readonly now: () => Date,
    private readonly log: Logger,
  ) {}

  /** Runs at once and then every hour. */
  start(): void {
    this.#running = this.run().then((isDone) => {
      if (!this.#closing.signal.aborted)
        this.#timer = setTimeout(() => this.start(), isDone ? INTERVAL_MS : RETRY_MS).unref();
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#running;
  }

  /** @returns whether everything is done */
  async run(): Promise<boolean> {
    try {
      const nowMs = this.now().getTime();
      const run = await maintainPartitions(this.dataSource, this.retention, nowMs);
      if (run === null) return true;
      await closeMissing(this.dataSource);
      const keptFromMs = keptFrom(this.retention, nowMs).hours;
      await this.#deleteOld(keptFromMs);
      if (run.defaultsInUse.length > 0) {
        this.log.warn(
          { tables: run.defaultsInUse },
          'usage has times without a partition: the clock of a data plane or of the database is wrong',
        );
      }
      const days = await unsummedDays(this.dataSource, keptFromMs, nowMs);
      const areDaysSummed = await sumDays(this.dataSource, days, { signal: this.#closing.signal });
      return areDaysSummed && run.postponed.length === 0;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.log.warn({ reason }, 'cannot maintain the usage tables; retrying');
      return false;
    }
  }

  async #deleteOld(keptFromMs: number): Promise<void> {
    await this.dataSource.query(`DELETE FROM usage_source WHERE last_at < now() - interval '${SOURCES_KEPT}'`);
    // They are kept as long as the hours that they explain.
    await this.dataSource.query('DELETE FROM usage_gap WHERE to_at < now() - make_interval(months => $1::int)', [
      this.retention.hourMonths,
    ]);
    // Their hours went with their months.
    await this.dataSource.query("DELETE FROM usage_summed_day WHERE at < date_trunc('month', $1::timestamptz, 'UTC')", [
      new Date(keptFromMs),
    ]);
    await this.dataSource.query(`DELETE FROM usage_rejected WHERE at < now() - interval '${REJECTED_KEPT}'`);
  }
}
