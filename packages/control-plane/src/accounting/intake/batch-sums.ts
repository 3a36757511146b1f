import {
  addTokens,
  type UsageAttemptRow,
  type UsageBatch,
  type UsageLatencyRow,
  type UsageRequestRow,
} from '@switchyard/contract';
import type { Grain } from '../tables/usage-sums';
import { latestTime } from './latest-time';

const MINUTE_MS = 60_000;
const MINUTES_PER_HOUR = 60;

/** Rows of one kind, by minute and by hour, each with its start in ms since the epoch. A key occurs once. */
export type ByGrain<T> = Readonly<Record<Grain, readonly Timed<T>[]>>;
export interface Timed<T> {
  readonly atMs: number;
  readonly row: T;
}

export interface BatchSums {
  readonly requests: ByGrain<UsageRequestRow>;
  readonly attempts: ByGrain<UsageAttemptRow>;
  readonly latencies: ByGrain<UsageLatencyRow>;
  /** How many rows are older than anything that is kept. */
  readonly droppedRows: number;
}

/** The times between which rows are taken, in ms since the epoch. */
export interface Times {
  /** The database's clock. */
  readonly nowMs: number;
  readonly minutesFromMs: number;
  readonly hoursFromMs: number;
}

/**
 * What a batch adds to each table. A minute in the future becomes the latest possible one, because the data plane's clock is
 * wrong. A minute that is older than the minutes that are kept counts in its hour alone.
 */
export function sumsOf(batch: UsageBatch, times: Times): BatchSums {
  const dropped = { rows: 0 };
  return {
    requests: byGrain(batch.requests, addRequests, times, dropped),
    attempts: byGrain(batch.attempts, addAttempts, times, dropped),
    latencies: byGrain(batch.latencies, addLatencies, times, dropped),
    get droppedRows() {
      return dropped.rows;
    },
  };
}

function byGrain<T extends { readonly minute: number }>(
  rows: readonly T[],
  add: (one: T, other: T) => T,
  { nowMs, minutesFromMs, hoursFromMs }: Times,
  dropped: { rows: number },
): ByGrain<T> {
  const latest = Math.floor(latestTime(nowMs) / MINUTE_MS);
  const minutes = new Sums(add);
  const hours = new Sums(add);
  for (const row of rows) {
    const minute = Math.min(row.minute, latest);
    const atMs = minute * MINUTE_MS;
    const hourMs = atMs - (minute % MINUTES_PER_HOUR) * MINUTE_MS;
    if (hourMs < hoursFromMs) {
      dropped.rows += 1;
      continue;
    }
    hours.add(hourMs, row);
    if (atMs >= minutesFromMs) minutes.add(atMs, row);
  }
  return { minute: minutes.rows, hour: hours.rows };
}

/** One statement must not have the same key twice. */
class Sums<T extends { readonly minute: number }> {
  readonly #byKey = new Map<string, Timed<T>>();

  constructor(private readonly addUp: (one: T, other: T) => T) {}

  get rows(): readonly Timed<T>[] {
    return [...this.#byKey.values()];
  }

  add(atMs: number, row: T): void {
    const key = JSON.stringify([atMs, ...dimensionsOf(row)]);
    const known = this.#byKey.get(key);
    this.#byKey.set(key, { atMs, row: known === undefined ? row : this.addUp(known.row, row) });
  }
}

const DIMENSIONS = [
  'isOther',
  'aiApiId',
  'consumerId',
  'environment',
  'policyId',
  'providerId',
  'modelId',
  'endpointId',
  'outcome',
  'serviceTier',
  'isAboveStep',
  'streamed',
];

function dimensionsOf(row: object): unknown[] {
  return DIMENSIONS.map((name): unknown => Reflect.get(row, name) ?? null);
}

function addRequests(one: UsageRequestRow, other: UsageRequestRow): UsageRequestRow {
  return { ...one, requests: one.requests + other.requests, failovers: one.failovers + other.failovers };
}

function addAttempts(one: UsageAttemptRow, other: UsageAttemptRow): UsageAttemptRow {
  return {
    ...one,
    attempts: one.attempts + other.attempts,
    resends: one.resends + other.resends,
    countedAttempts: one.countedAttempts + other.countedAttempts,
    estimatedAttempts: one.estimatedAttempts + other.estimatedAttempts,
    counted: addTokens(one.counted, other.counted),
    estimated: addTokens(one.estimated, other.estimated),
    cost: String(BigInt(one.cost) + BigInt(other.cost)),
    estimatedCost: String(BigInt(one.estimatedCost) + BigInt(other.estimatedCost)),
    unpriced: one.unpriced + other.unpriced,
  };
}

function addLatencies(one: UsageLatencyRow, other: UsageLatencyRow): UsageLatencyRow {
  return {
    ...one,
    duration: [...one.duration, ...other.duration],
    firstContent: [...one.firstContent, ...other.firstContent],
    overhead: [...one.overhead, ...other.overhead],
  };
}
