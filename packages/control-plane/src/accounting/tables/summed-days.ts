import { pause } from '@switchyard/runtime';
import type { DataSource, EntityManager } from 'typeorm';
import { sumLatencies } from './sum-latencies';
import { oneAtATime } from './table-locks';
import { ATTEMPT_SUMS, REQUEST_SUMS, SUMS_NAMES, type SumsTable } from './usage-sums';

export const DAY_MS = 86_400_000;
/** A day is summed so long after its end: most reports of its last minutes have arrived by then. Each later one undoes it. */
const LATE_MS = 600_000;
const WRITERS_WAIT_MS = 3_000;
const WRITERS_ASKED_MS = 20;
/** Two control planes would sum the same days at once. */
const SUMMING_LOCK = 7_305_474;

/** The begin of the day (UTC) of a time, both in ms since the epoch. */
export function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS;
}

/** The begins of the days between two midnights, in ms since the epoch; `toMs` is exclusive. */
export function daysBetween(fromMs: number, toMs: number): Date[] {
  return Array.from({ length: Math.round((toMs - fromMs) / DAY_MS) }, (_, index) => new Date(fromMs + index * DAY_MS));
}

/**
 * Takes the sums of days as no longer right. Whoever changes sums by hour calls it **after** the change, in the same transaction: so
 * a day whose row in `usage_summed_day` says `is_summed` equals its hours.
 *
 * @param days their begins
 * @returns those that were summed, or about to be
 */
export async function forgetDays(manager: EntityManager, days: readonly Date[]): Promise<Date[]> {
  if (days.length === 0) return [];
  // In their order, so that two batches never wait for each other.
  const [forgotten] = (await manager.query(
    `DELETE FROM usage_summed_day WHERE at IN (
       SELECT at FROM usage_summed_day WHERE at = ANY ($1::timestamptz[]) ORDER BY at FOR UPDATE
     ) RETURNING at`,
    [days],
  )) as [{ at: Date }[], number];
  return forgotten.map(({ at }) => at);
}

/**
 * The days that are over and not summed, the latest first.
 *
 * @param keptFromMs since when hours are kept, in ms since the epoch
 */
export async function unsummedDays(dataSource: DataSource, keptFromMs: number, nowMs: number): Promise<Date[]> {
  const [bounds] = (await dataSource.query(
    `SELECT least((SELECT min(at) FROM usage_request_hour WHERE at >= $1),
       (SELECT min(at) FROM usage_attempt_hour WHERE at >= $1)) AS first`,
    [new Date(keptFromMs)],
  )) as [{ first: Date | null }];
  if (bounds.first === null) return [];
  const rows: { at: Date }[] = await dataSource.query('SELECT at FROM usage_summed_day WHERE is_summed');
  const summed = new Set(rows.map(({ at }) => at.getTime()));
  const over = daysBetween(dayOf(bounds.first.getTime()), dayOf(nowMs - LATE_MS));
  return over.filter((day) => !summed.has(day.getTime())).toReversed();
}

export interface SumDaysOptions {
  /** How long writers are waited for that began before the days were announced. */
  readonly writersWaitMs?: number;
  /** Its abort ends it between two days. */
  readonly signal?: AbortSignal;
}

/**
 * Sums the hours of days, unless another control plane is summing. Batches are added meanwhile: a day that one of them changes stays as it is.
 *
 * A day is announced first, by a row that `forgetDays` deletes. Once all writers have ended that may not have seen the announcement,
 * its sums are right if the announcement is still there in the end.
 *
 * @returns false if it has to be tried again, because others write for too long
 */
export async function sumDays(
  dataSource: DataSource,
  days: readonly Date[],
  { writersWaitMs = WRITERS_WAIT_MS, signal }: SumDaysOptions = {},
): Promise<boolean> {
  if (days.length === 0) return true;
  const areSummed = await oneAtATime(dataSource, SUMMING_LOCK, async () => {
    await dataSource.query(
      'INSERT INTO usage_summed_day SELECT at, false FROM unnest($1::timestamptz[]) AS at ON CONFLICT DO NOTHING',
      [days],
    );
    if (!(await earlierWritersEnded(dataSource, writersWaitMs))) return false;
    for (const day of days) {
      if (signal?.aborted === true) break;
      await dataSource.transaction((manager) => sumDay(manager, day));
    }
    return true;
  });
  return areSummed ?? true;
}

/** The transactions that may have changed sums by hour, and have not ended. */
const WRITERS = `
  SELECT virtualtransaction FROM pg_locks
  WHERE granted AND mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND relation IN (SELECT relid FROM ${SUMS_NAMES.map((name) => `pg_partition_tree('${name}_hour')`).join(' UNION ALL SELECT relid FROM ')})`;

/** Waits for those that are writing now, not for later ones. @returns whether they ended in time */
async function earlierWritersEnded(dataSource: DataSource, waitMs: number): Promise<boolean> {
  const deadlineMs = performance.now() + waitMs;
  let writers = await idsOf(dataSource, WRITERS, []);
  while (writers.length > 0 && performance.now() < deadlineMs) {
    await pause(WRITERS_ASKED_MS);
    writers = await idsOf(dataSource, `${WRITERS} AND virtualtransaction = ANY ($1)`, [writers]);
  }
  return writers.length === 0;
}

async function idsOf(dataSource: DataSource, text: string, values: unknown[]): Promise<string[]> {
  const rows: { virtualtransaction: string }[] = await dataSource.query(text, values);
  return rows.map(({ virtualtransaction }) => virtualtransaction);
}

/** Replaces the sums of a day. Nobody reads them unless the last statement finds the announcement. */
async function sumDay(manager: EntityManager, day: Date): Promise<void> {
  const end = new Date(day.getTime() + DAY_MS);
  for (const name of SUMS_NAMES) await manager.query(`DELETE FROM ${name}_day WHERE at = $1`, [day]);
  for (const table of [REQUEST_SUMS, ATTEMPT_SUMS]) await sum(manager, table, day, end);
  await sumLatencies(manager, day, end);
  await manager.query('UPDATE usage_summed_day SET is_summed = true WHERE at = $1', [day]);
}

async function sum(manager: EntityManager, table: SumsTable, day: Date, end: Date): Promise<void> {
  const { name, dimensions, sums } = table;
  const key = ['is_other', ...Object.keys(dimensions)].join(', ');
  const columns = Object.keys(sums);
  await manager.query(
    `INSERT INTO ${name}_day (at, ${key}, ${columns.join(', ')})
     SELECT $1::timestamptz, ${key}, ${columns.map((column) => `sum(${column})`).join(', ')}
     FROM ${name}_hour WHERE at >= $1 AND at < $2 GROUP BY ${key}`,
    [day, end],
  );
}
