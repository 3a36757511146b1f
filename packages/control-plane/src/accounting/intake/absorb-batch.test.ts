import { randomUUID } from 'node:crypto';
import type { UsageBatch } from '@switchyard/contract';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { createMigratedDatabase, type TestDatabase } from '../../testing/test-database.suite';
import { attemptRow, batch, latencyRow, minuteOf, requestRecord, requestRow } from '../../testing/usage-batches.suite';
import { createDataSource } from '../../wiring/database/data-source';
import { latencyCounts } from '../tables/latency-bytes';
import { maintainPartitions } from '../tables/partitions';
import { RETENTION_DEFAULTS } from '../tables/retention';
import { absorbBatch } from './absorb-batch';
import { MISSING_RANGES_MAX } from './source-row';

let database: TestDatabase;
let dataSource: DataSource;
beforeEach(async () => {
  database = await createMigratedDatabase();
  dataSource = await createDataSource(database.url, pino({ level: 'silent' })).initialize();
});
afterEach(async () => {
  await dataSource.destroy();
  await database.drop();
});

const absorb = (given: UsageBatch) => absorbBatch(dataSource, given, RETENTION_DEFAULTS);
const rows = (text: string, parameters: unknown[] = []): Promise<Record<string, unknown>[]> =>
  dataSource.query(text, parameters);
/** A UUIDv7 of a time. */
const uuidAt = (ms: number) => {
  const digits = ms.toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}-7000-8000-000000000001`;
};
const MINUTES_PER_DAY = 1_440;
/** The middle of an hour, so that a minute more or less is the same one. */
const now = () => Math.floor(minuteOf(Date.now()) / 60) * 60 - 30;

it('adds up the rows of batches by minute and by hour, those of the same key in one batch too', async () => {
  const [aiApiId, modelId] = [randomUUID(), randomUUID()];
  const minute = now();
  const first = attemptRow({ minute, aiApiId, modelId, cost: '123456789012345678901234567890' });
  const requests = [requestRow({ minute, aiApiId }), requestRow({ minute, aiApiId, requests: 4, failovers: 2 })];
  await absorb(batch({ requests, attempts: [first, attemptRow({ minute: minute + 1, aiApiId, modelId })] }));
  await absorb(batch({ requests: [requestRow({ minute, aiApiId })], attempts: [first] }));
  expect(await rows('SELECT requests, failovers FROM usage_request_minute')).toEqual([
    { requests: '6', failovers: '2' },
  ]);
  expect(await rows('SELECT requests, failovers FROM usage_request_hour')).toEqual([{ requests: '6', failovers: '2' }]);
  const sums = 'attempts, counted_input, counted_output, cost';
  expect(await rows(`SELECT ${sums} FROM usage_attempt_minute ORDER BY at`)).toEqual([
    { attempts: '2', counted_input: '20', counted_output: '10', cost: '246913578024691357802469135780' },
    { attempts: '1', counted_input: '10', counted_output: '5', cost: '1000' },
  ]);
  expect(await rows(`SELECT ${sums} FROM usage_attempt_hour`)).toEqual([
    { attempts: '3', counted_input: '30', counted_output: '15', cost: '246913578024691357802469136780' },
  ]);
});

it('adds each batch once, however often, in whatever order and by however many at once it is delivered', async () => {
  const incarnation = randomUUID();
  const batches = Array.from({ length: 12 }, (_, sequence) =>
    batch({
      incarnation,
      sequence,
      requests: [requestRow()],
      latencies: [latencyRow({ duration: [[5, 1]] })],
      records: [requestRecord()],
    }),
  );
  const deliveries = [...batches, ...batches, ...batches].toSorted(() => Math.random() - 0.5);
  const added = await Promise.all(deliveries.map(absorb));
  expect(added.filter((isNew) => isNew)).toHaveLength(12);
  expect(await rows('SELECT sum(requests)::int AS sum FROM usage_request_hour')).toEqual([{ sum: 12 }]);
  expect(await rows('SELECT count(*)::int AS count FROM request_record')).toEqual([{ count: 12 }]);
  expect(await rows('SELECT absorbed::text FROM usage_source')).toEqual([{ absorbed: '{[0,12)}' }]);
  const [latency] = await rows('SELECT duration FROM usage_latency_hour');
  expect(latencyCounts(latency?.['duration'] as Buffer)).toEqual({ 5: 12 });
});

it('merges many data planes whose rows have the same keys without a deadlock', async () => {
  const aiApis = Array.from({ length: 40 }, () => randomUUID());
  const shuffled = () => aiApis.toSorted(() => Math.random() - 0.5);
  const batches = Array.from({ length: 30 }, () =>
    batch({
      requests: shuffled().map((aiApiId) => requestRow({ minute: now(), aiApiId })),
      attempts: shuffled().map((aiApiId) => attemptRow({ minute: now(), aiApiId })),
      latencies: shuffled().map((aiApiId) => latencyRow({ minute: now(), aiApiId, overhead: [[3, 2]] })),
    }),
  );
  await Promise.all(batches.map(absorb));
  expect(await rows('SELECT DISTINCT requests FROM usage_request_minute')).toEqual([{ requests: '30' }]);
  expect(await rows('SELECT DISTINCT attempts FROM usage_attempt_hour')).toEqual([{ attempts: '30' }]);
  const latencies = await rows('SELECT overhead FROM usage_latency_minute');
  expect(latencies).toHaveLength(40);
  for (const { overhead } of latencies) expect(latencyCounts(overhead as Buffer)).toEqual({ 3: 60 });
});

it('leaves nothing behind of a batch that fails', async () => {
  const bad = { ...batch({ requests: [requestRow()] }), records: [{ ...requestRecord(), askedModel: '\u0000' }] };
  await expect(absorb(bad)).rejects.toMatchObject({ code: '22P05' });
  expect(await rows('SELECT 1 FROM usage_request_minute')).toEqual([]);
  expect(await rows('SELECT 1 FROM usage_source')).toEqual([]);
});

it('takes a minute in the future as the next one, by the clock of the database', async () => {
  await absorb(batch({ requests: [requestRow({ minute: minuteOf(Date.now()) + 5_000 })] }));
  const [{ ahead } = {}] = await rows('SELECT extract(epoch FROM at - now())::int AS ahead FROM usage_request_minute');
  expect(ahead).toBeGreaterThanOrEqual(0);
  expect(ahead).toBeLessThanOrEqual(60);
});

it('stores a record and a gap of a data plane whose clock is ahead where they are found, and nothing in the default partition', async () => {
  await maintainPartitions(dataSource, RETENTION_DEFAULTS, Date.now());
  const [ahead, ahead2] = [uuidAt(Date.now() + 5 * 86_400_000), new Date(Date.now() + 5 * 86_400_000).toISOString()];
  const gap = { id: randomUUID(), cause: 'SPOOL_FULL' as const, worker: null, from: ahead2, to: ahead2, batches: null };
  await absorb(
    batch({ requests: [requestRow({ minute: now() + 9_000 })], records: [requestRecord({ id: ahead })], gaps: [gap] }),
  );
  const behindNow = `extract(epoch FROM now() - at)::int BETWEEN -60 AND 60 AS "isNow"`;
  expect(await rows(`SELECT id, clock_ahead, ${behindNow} FROM request_record`)).toEqual([
    { id: ahead, clock_ahead: true, isNow: true },
  ]);
  expect(await rows(`SELECT to_at <= now() + interval '1 minute' AS "isNow" FROM usage_gap`)).toEqual([
    { isNow: true },
  ]);
  for (const table of ['request_record_default', 'usage_request_minute_default', 'usage_request_hour_default']) {
    expect(await rows(`SELECT 1 FROM ${table}`)).toEqual([]);
  }
});

it('counts late rows in their hour alone, and counts as dropped what is older than all that is kept', async () => {
  const [late, lost] = [now() - 20 * MINUTES_PER_DAY, now() - 500 * MINUTES_PER_DAY];
  const old = requestRecord({ id: '0195a5a0-0000-7000-8000-000000000000' });
  await absorb(
    batch({
      requests: [requestRow({ minute: late }), requestRow({ minute: lost })],
      records: [old],
      droppedRecords: 3,
    }),
  );
  expect(await rows('SELECT 1 FROM usage_request_minute')).toEqual([]);
  expect(await rows('SELECT requests FROM usage_request_hour')).toEqual([{ requests: '1' }]);
  expect(await rows('SELECT dropped_rows, dropped_records FROM usage_source')).toEqual([
    { dropped_rows: '1', dropped_records: '4' },
  ]);
  expect(await rows('SELECT 1 FROM request_record')).toEqual([]);
});

it('stores a gap once', async () => {
  const gap = {
    id: randomUUID(),
    cause: 'DATA_PLANE_ENDED' as const,
    worker: null,
    from: '2026-01-01T00:00:00Z',
    to: '2026-01-01T00:00:09Z',
    batches: null,
  };
  const first = batch({ gaps: [gap] });
  await absorb(first);
  await absorb({ ...first, sequence: 1 });
  expect(await rows('SELECT cause, worker, data_plane_id FROM usage_gap')).toEqual([
    { cause: 'DATA_PLANE_ENDED', worker: null, data_plane_id: first.dataPlaneId },
  ]);
});

it('gives up the older half of too many missing batches as a gap, and counts none of them later', async () => {
  const incarnation = randomUUID();
  const sent = (sequence: number) => absorb(batch({ incarnation, sequence, requests: [requestRow()] }));
  for (let number = 0; number <= MISSING_RANGES_MAX; number += 1) await sent(number * 3);
  const [{ parts } = {}] = await rows('SELECT count(*)::int AS parts FROM usage_source, unnest(absorbed)');
  expect(parts).toBe(MISSING_RANGES_MAX / 2 + 1);
  expect(await rows('SELECT cause, batches FROM usage_gap')).toEqual([
    { cause: 'BATCHES_MISSING', batches: String(MISSING_RANGES_MAX) },
  ]);
  expect(await sent(1)).toBe(false);
  expect(await sent(MISSING_RANGES_MAX * 3 - 1)).toBe(true);
});
