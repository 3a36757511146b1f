import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { until } from '@switchyard/runtime';
import { createEmptyDatabase, type TestDatabase } from '../../testing/test-database.suite';
import { migrateDatabase } from '../../wiring/database/migrate-database';
import { createDataSource } from '../../wiring/database/data-source';
import { maintainPartitions } from './partitions';
import { RETENTION_DEFAULTS } from './retention';

const NOW = Date.UTC(2026, 2, 30, 23, 59);
const DAY_MS = 86_400_000;

let database: TestDatabase;
let dataSource: DataSource;
beforeEach(async () => {
  database = await createEmptyDatabase();
  await migrateDatabase(database.url, pino({ level: 'silent' }));
  dataSource = await createDataSource(database.url, pino({ level: 'silent' })).initialize();
});
afterEach(async () => {
  await dataSource.destroy();
  await database.drop();
});

const maintain = (nowMs: number) => maintainPartitions(dataSource, RETENTION_DEFAULTS, nowMs);
const addRow = (at: number) =>
  dataSource.query(`INSERT INTO usage_request_minute (at, is_other, requests, failovers) VALUES ($1, false, 1, 0)`, [
    new Date(at),
  ]);
const rowsByPartition = async () => {
  const rows: { partition: string; rows: string }[] = await dataSource.query(
    'SELECT tableoid::regclass::text AS partition, count(*) AS rows FROM usage_request_minute GROUP BY 1 ORDER BY 1',
  );
  return Object.fromEntries(
    rows.map(({ partition, rows: count }) => [partition.replace('usage_request_minute_', ''), Number(count)]),
  );
};

it('creates partitions days and a month ahead, once', async () => {
  const run = await maintain(NOW);
  expect(run?.created).toEqual(
    expect.arrayContaining([
      'usage_request_minute_20260330',
      'usage_request_minute_20260402',
      'usage_latency_hour_202603',
      'usage_latency_hour_202604',
      'request_record_20260401',
    ]),
  );
  expect(run).toMatchObject({ dropped: [], postponed: [], defaultsInUse: [] });
  expect(await maintain(NOW)).toEqual({ created: [], dropped: [], postponed: [], defaultsInUse: [] });
});

it('keeps each table for its time and then drops its partitions whole', async () => {
  await maintain(NOW);
  const later = await maintain(NOW + 7 * DAY_MS);
  expect(later?.dropped).toEqual([]);
  expect((await maintain(NOW + 8 * DAY_MS))?.dropped).toEqual(['request_record_20260330']);
  const weeks = await maintain(NOW + 15 * DAY_MS);
  expect(weeks?.dropped).toContain('usage_attempt_minute_20260330');
  expect(weeks?.dropped).not.toContain('usage_attempt_hour_202603');
  expect((await maintain(Date.UTC(2027, 3, 29)))?.dropped).not.toContain('usage_attempt_hour_202603');
  expect((await maintain(Date.UTC(2027, 4, 1)))?.dropped).toContain('usage_attempt_hour_202603');
});

it('moves rows of the default partition to the one that they belong to, tells of others, and drops what is too old', async () => {
  await addRow(NOW);
  await addRow(NOW + 30 * DAY_MS);
  await addRow(NOW - 30 * DAY_MS);
  await addRow(NOW - 2 * DAY_MS);
  await addRow(NOW - DAY_MS / 2);
  expect((await maintain(NOW))?.defaultsInUse).toEqual(['usage_request_minute_default']);
  expect(await rowsByPartition()).toEqual({ '20260328': 1, '20260330': 2, default: 1 });
  expect((await maintain(NOW + 30 * DAY_MS))?.defaultsInUse).toEqual([]);
  expect(await rowsByPartition()).toEqual({ '20260429': 1 });
});

/** How many sessions wait for a lock. */
const waiting = async () => {
  const rows: unknown[] = await dataSource.query(
    `SELECT 1 FROM pg_locks WHERE NOT granted
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return rows.length;
};

it('hides no row from those who read while it moves', async () => {
  await addRow(NOW);
  const holder = dataSource.createQueryRunner();
  // On a slow machine it may give up before the reader waits behind it.
  for (let created: readonly string[] = []; !created.includes('usage_request_minute_20260330');) {
    await holder.startTransaction();
    await holder.query('LOCK TABLE usage_request_minute_default IN ACCESS SHARE MODE');
    let isOver = false;
    const run = maintain(NOW).finally(() => (isOver = true));
    await until(async () => isOver || (await waiting()) >= 1, 'it waits for the table', { everyMs: 1 });
    const read = rowsByPartition();
    await until(async () => isOver || (await waiting()) >= 2, 'the reader waits, too', { everyMs: 1 });
    await holder.commitTransaction();
    expect(Object.values(await read)).toEqual([1]);
    created = (await run)?.created ?? [];
  }
  await holder.release();
  expect(await rowsByPartition()).toEqual({ '20260330': 1 });
});

it('waits for nobody for long, and does later what it could not do', async () => {
  await maintain(NOW);
  const reading = dataSource.createQueryRunner();
  await reading.startTransaction();
  await reading.query('SELECT * FROM request_record_20260330');
  const run = await maintain(NOW + 8 * DAY_MS);
  expect(run).toMatchObject({ dropped: [] });
  expect(run?.postponed).toContain('request_record_20260330');
  await reading.rollbackTransaction();
  await reading.release();
  expect((await maintain(NOW + 8 * DAY_MS))?.dropped).toContain('request_record_20260330');
});

it('lets one control plane at a time do it', async () => {
  const runs = await Promise.all([maintain(NOW), maintain(NOW)]);
  const created = runs.flatMap((run) => run?.created ?? []);
  expect(new Set(created).size).toBe(created.length);
});
