import { randomUUID } from 'node:crypto';
import { LatencyHistogram, NO_TOKENS } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import fc from 'fast-check';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { createMigratedDatabase, type TestDatabase } from '../../testing/test-database.suite';
import { attemptRow, batch, latencyRow, requestRow } from '../../testing/usage-batches.suite';
import { createDataSource } from '../../wiring/database/data-source';
import { absorbBatch } from '../intake/absorb-batch';
import { recost } from '../intake/recost';
import { addLatencyBytes } from '../tables/latency-bytes';
import { maintainPartitions } from '../tables/partitions';
import { keptFrom, RETENTION_DEFAULTS } from '../tables/retention';
import { DAY_MS, dayOf, forgetDays, sumDays, unsummedDays } from '../tables/summed-days';
import { SUMS_NAMES } from '../tables/usage-sums';
import { decimalAmount } from './decimal-amount';
import { durationFigures } from './latency-figures';
import type { UsageFiguresView } from './usage-figures-resolver';
import { usagePeriod } from './usage-period';
import { UsageQueries } from './usage-queries';
import { usageSpans } from './usage-spans';

const HOUR_MS = 3_600_000;
const TODAY = dayOf(Date.now());
/** Yesterday is over for long, whenever this runs. */
const NOW = TODAY + DAY_MS / 2;
/** Far enough apart that months are dropped between them. */
const DAYS_AGO = [1, 2, 3, 40, 70];
const PERIOD = [TODAY - 80 * DAY_MS, TODAY + DAY_MS] as const;
const isUsed = (day: Date) => DAYS_AGO.some((days) => dayAgo(days).getTime() === day.getTime());
const dayAgo = (days: number) => new Date(TODAY - days * DAY_MS);
const CONSUMERS = [randomUUID(), randomUUID()];
const MODEL = randomUUID();

let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await createMigratedDatabase();
  dataSource = await createDataSource(database.url, pino({ level: 'silent' })).initialize();
  await dataSource.query(
    `INSERT INTO provider (id, name, display_name, template, profile_overrides, version, created_at, updated_at)
     VALUES ($1, 'p', 'p', 'OPENAI', '{}', 1, now(), now())`,
    [MODEL],
  );
  const rates = { inputPerMillion: '3', outputPerMillion: '15', perRequest: '0', longPrompt: null, serviceTiers: [] };
  const others = ['cacheReadPerMillion', 'cacheWritePerMillion', 'cacheWriteHourPerMillion', 'reasoningPerMillion'];
  const price = { ...rates, ...Object.fromEntries(others.map((name) => [name, null])), validFrom: new Date(0) };
  await dataSource.query(
    `INSERT INTO model (id, provider_id, name, display_name, enabled, prices, version, created_at, updated_at)
     VALUES ($1, $1, 'm', 'm', true, $2, 1, now(), now())`,
    [MODEL, JSON.stringify([price])],
  );
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});
beforeEach(() => empty());

const empty = () => {
  const tables = ['minute', 'hour', 'day'].flatMap((grain) => SUMS_NAMES.map((name) => `${name}_${grain}`));
  return dataSource.query(`TRUNCATE usage_summed_day, ${tables.join(', ')}`);
};

/** @param hours at which something happened, in hours since the epoch */
const absorb = (hours: readonly number[], consumerId = CONSUMERS[0]!) => {
  const minutes = hours.map((hour, index) => hour * 60 + (index % 60));
  const tokens = { ...NO_TOKENS, input: 1_000 };
  return absorbBatch(
    dataSource,
    batch({
      requests: minutes.map((minute) => requestRow({ minute, consumerId, requests: 2, failovers: 1 })),
      attempts: minutes.map((minute) =>
        attemptRow({ minute, consumerId, modelId: MODEL, attempts: 3, counted: tokens, cost: '77' }),
      ),
      latencies: minutes.map((minute) =>
        latencyRow({ minute, modelId: MODEL, duration: [[minute % 400, 1 + (minute % 3)]] }),
      ),
    }),
    RETENTION_DEFAULTS,
  );
};
const hourOf = (daysAgo: number, hour: number) => (TODAY - daysAgo * DAY_MS) / HOUR_MS + hour;
const maintain = (hourMonths: number) => maintainPartitions(dataSource, { ...RETENTION_DEFAULTS, hourMonths }, NOW);
const unsummed = (nowMs = NOW) => unsummedDays(dataSource, keptFrom(RETENTION_DEFAULTS, NOW).hours, nowMs);
const sumAll = async () => sumDays(dataSource, await unsummed());
const periodOf = (from: number, to: number, interval: 'HOUR' | 'DAY' | 'PERIOD') =>
  usagePeriod(new Date(from), new Date(to), interval, NOW);
const spansOf = async (from: number, to: number, interval: 'HOUR' | 'DAY' | 'PERIOD' = 'DAY') =>
  (await usageSpans(dataSource, periodOf(from, to, interval))).map((span) => [
    span.grain,
    (span.from.getTime() - TODAY) / HOUR_MS,
    (span.to.getTime() - TODAY) / HOUR_MS,
  ]);
const summedDays = async () =>
  (await spansOf(...PERIOD)).flatMap(([grain, from = 0, to = 0]) =>
    grain === 'day'
      ? Array.from({ length: (Number(to) - Number(from)) / 24 }, (_, index) => -Number(from) / 24 - index)
      : [],
  );

/** A line for each consumer and step, as a report has it. */
async function reported(from: number, to: number, interval: 'DAY' | 'PERIOD'): Promise<string[]> {
  const period = periodOf(from, to, interval);
  const report = await new UsageQueries(dataSource, 'EUR').report({ period, groupBy: ['CONSUMER'], filter: {} });
  const lines = report.groups.flatMap(({ key, series }) =>
    series.map(({ at, figures: { requests, attempts } }) =>
      [
        key.consumerId,
        at.getTime(),
        requests?.requests,
        attempts?.attempts,
        attempts?.tokens.input,
        attempts?.cost,
      ].join(' '),
    ),
  );
  return lines.toSorted();
}

/** The same from the sums by hour alone. */
async function expected(from: number, to: number, interval: 'DAY' | 'PERIOD'): Promise<string[]> {
  const rows: Record<'requests' | 'attempts' | 'input' | 'cost' | 'consumer', string>[] & { at: Date }[] =
    await dataSource.query(
      `SELECT at, consumer_id AS consumer, requests, attempts, counted_input AS input, cost
       FROM usage_request_hour FULL JOIN usage_attempt_hour USING (at, consumer_id) WHERE at >= $1 AND at < $2`,
      [new Date(from), new Date(to)],
    );
  const sums = new Map<string, bigint[]>();
  for (const { at, consumer, requests, attempts, input, cost } of rows) {
    const key = `${consumer} ${interval === 'DAY' ? dayOf(at.getTime()) : from}`;
    const added = [requests, attempts, input, cost].map(BigInt);
    sums.set(
      key,
      (sums.get(key) ?? [0n, 0n, 0n, 0n]).map((sum, index) => sum + (added[index] ?? 0n)),
    );
  }
  return [...sums]
    .map(([key, [requests, attempts, input, cost = 0n]]) =>
      [key, requests, attempts, input, decimalAmount(cost)].join(' '),
    )
    .toSorted();
}

/** The latency of the whole period, and the same from the histograms by hour alone. */
async function latencies(from: number, to: number): Promise<{ reported: unknown; expected: unknown }> {
  const period = periodOf(from, to, 'PERIOD');
  const { totals } = await new UsageQueries(dataSource, 'EUR').report({ period, groupBy: ['MODEL'], filter: {} });
  const rows: { duration: Buffer }[] = await dataSource.query(
    'SELECT duration FROM usage_latency_hour WHERE at >= $1 AND at < $2',
    [new Date(from), new Date(to)],
  );
  const histogram = new LatencyHistogram();
  for (const { duration } of rows) addLatencyBytes(histogram, duration);
  const reportedLatency = await (totals as UsageFiguresView).readLatency();
  return { reported: reportedLatency?.duration ?? null, expected: durationFigures(histogram) };
}

async function expectEqual(from: number, to: number): Promise<void> {
  const latency = await latencies(from, to);
  expect(latency.reported).toEqual(latency.expected);
  for (const interval of ['DAY', 'PERIOD'] as const) {
    expect(await reported(from, to, interval)).toEqual(await expected(from, to, interval));
  }
}

describe('a period', () => {
  it('is read by day where a day is over and summed, and by hour elsewhere', async () => {
    await absorb([hourOf(3, 0), hourOf(0, 0)]);
    expect(await sumAll()).toBe(true);
    await dataSource.transaction((manager) => forgetDays(manager, [dayAgo(2)]));
    const from = TODAY - 3 * DAY_MS - 5 * HOUR_MS;
    const to = TODAY + 7 * HOUR_MS;
    const spans = [
      ['hour', -77, -72],
      ['day', -72, -48],
      ['hour', -48, -24],
      ['day', -24, 0],
      ['hour', 0, 7],
    ];
    expect(await spansOf(from, to)).toEqual(spans);
    expect(await spansOf(from, to, 'PERIOD')).toEqual(spans);
    expect(await spansOf(from, to, 'HOUR')).toEqual([['hour', -77, 7]]);
    expect(await spansOf(TODAY - DAY_MS, TODAY)).toEqual([['day', -24, 0]]);
    expect(await spansOf(TODAY - DAY_MS + HOUR_MS, TODAY + HOUR_MS)).toEqual([['hour', -23, 1]]);
  });

  it('begins no day before the first hour, and takes none that has just ended', async () => {
    await absorb([hourOf(2, 23)]);
    expect(await unsummed(TODAY)).toEqual([dayAgo(2)]);
    expect(await unsummed(TODAY + HOUR_MS)).toEqual([dayAgo(1), dayAgo(2)]);
  });
});

const hours = fc
  .array(fc.record({ daysAgo: fc.constantFrom(...DAYS_AGO), hour: fc.integer({ min: 0, max: 3 }) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((given) => given.map(({ daysAgo, hour }) => hourOf(daysAgo, hour * 7)));
const added = fc.record({ kind: fc.constant('absorb' as const), hours, consumer: fc.constantFrom(...CONSUMERS) });
const summed = fc.record({ kind: fc.constant('sum' as const) });
const recosted = fc.record({ kind: fc.constant('recost' as const), daysAgo: fc.constantFrom(...DAYS_AGO) });
const dropped = fc.record({ kind: fc.constant('maintain' as const), months: fc.constantFrom(1, 13) });
const single = fc.oneof(added, added, summed, recosted);
const together = fc.record({
  kind: fc.constant('together' as const),
  of: fc.array(single, { minLength: 2, maxLength: 5 }),
});
const step = fc.oneof(added, added, summed, summed, recosted, dropped, together);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

async function perform(given: Step): Promise<unknown> {
  if (given.kind === 'absorb') return absorb(given.hours, given.consumer);
  if (given.kind === 'sum') return sumDays(dataSource, (await unsummed()).filter(isUsed));
  if (given.kind === 'maintain') return maintain(given.months);
  if (given.kind === 'together') return Promise.all(given.of.map(perform));
  const fromMs = dayAgo(given.daysAgo).getTime();
  return recost(dataSource, { fromMs, toMs: fromMs + DAY_MS });
}

describe('the sums of days', () => {
  it('equal their hours, whatever arrives late, is recosted or no longer kept, one after the other and at once', async () => {
    const hour = fc.integer({ min: 0, max: (PERIOD[1] - PERIOD[0]) / HOUR_MS - 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 10 }), hour, hour, async (steps, one, other) => {
        await empty();
        const from = PERIOD[0] + Math.min(one, other) * HOUR_MS;
        const to = PERIOD[0] + (Math.max(one, other) + 1) * HOUR_MS;
        for (const each of steps) {
          await perform(each);
          await expectEqual(...PERIOD);
          await expectEqual(from, to);
        }
      }),
      { numRuns: 6 },
    );
  });

  it('are not made of hours that a batch is about to change', async () => {
    await absorb([hourOf(1, 3)]);
    const writing = dataSource.createQueryRunner();
    await writing.startTransaction();
    await writing.query('UPDATE usage_request_hour SET requests = requests + 1');
    await forgetDays(writing.manager, [dayAgo(1)]);
    expect(await sumDays(dataSource, [dayAgo(1)], { writersWaitMs: 50 })).toBe(false);
    await writing.commitTransaction();
    await writing.release();
    expect(await summedDays()).toEqual([]);
    expect(await sumDays(dataSource, [dayAgo(1)])).toBe(true);
    expect(await summedDays()).toEqual([1]);
    await expectEqual(...PERIOD);
  });

  it('are not used if a batch changes their hours while they are made', async () => {
    await absorb([hourOf(1, 3), hourOf(2, 3)]);
    const holding = dataSource.createQueryRunner();
    await holding.startTransaction();
    await holding.query('LOCK TABLE usage_attempt_day IN EXCLUSIVE MODE');
    const summing = sumDays(dataSource, [dayAgo(1), dayAgo(2)]);
    await until(async () => {
      const waiting: unknown[] = await dataSource.query(
        `SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'usage_attempt_day'::regclass`,
      );
      return waiting.length > 0;
    }, 'the sums wait');
    await absorb([hourOf(1, 5)]);
    await holding.commitTransaction();
    await holding.release();
    expect(await summing).toBe(true);
    expect(await summedDays()).toEqual([2]);
    await expectEqual(...PERIOD);
  });

  it('are made again after costs were computed again', async () => {
    await absorb([hourOf(1, 3), hourOf(2, 3)]);
    await sumAll();
    await recost(dataSource, { fromMs: TODAY - DAY_MS, toMs: TODAY });
    expect(await summedDays()).toEqual([2, 1]);
    await expectEqual(...PERIOD);
  });

  it('go with the hours that are no longer kept', async () => {
    await absorb([hourOf(70, 3), hourOf(1, 3)]);
    await maintain(13);
    await sumAll();
    expect(await summedDays()).toHaveLength(70);
    const { dropped: gone } = (await maintain(1)) ?? { dropped: [] };
    const month = new Date(TODAY - 70 * DAY_MS).toISOString().slice(0, 7).replace('-', '');
    expect(gone).toEqual(expect.arrayContaining([`usage_request_hour_${month}`, `usage_attempt_day_${month}`]));
    expect(await summedDays()).not.toContain(70);
    await expectEqual(...PERIOD);
  });

  it('of hours that were added after a month was dropped are not those from before', async () => {
    await absorb([hourOf(70, 3)]);
    await maintain(13);
    await sumAll();
    await maintain(1);
    await absorb([hourOf(70, 4)]);
    await maintain(13);
    await expectEqual(...PERIOD);
    await sumAll();
    await expectEqual(...PERIOD);
  });
});
