import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { createMigratedDatabase, type TestDatabase } from '../../testing/test-database.suite';
import { batch, requestRow } from '../../testing/usage-batches.suite';
import { createDataSource } from '../../wiring/database/data-source';
import { RETENTION_DEFAULTS } from '../tables/retention';
import { absorbBatch } from './absorb-batch';
import { AccountingDuties } from './accounting-duties';
import { MISSING_BEHIND_BATCHES } from './close-missing';

const silent = pino({ level: 'silent' });
let database: TestDatabase;
let dataSource: DataSource;
beforeEach(async () => {
  database = await createMigratedDatabase();
  dataSource = await createDataSource(database.url, silent).initialize();
});
afterEach(async () => {
  await dataSource.destroy();
  await database.drop();
});

const run = (retention = RETENTION_DEFAULTS, now = new Date()) =>
  new AccountingDuties(dataSource, retention, () => now, silent).run();
const gaps = (): Promise<object[]> =>
  dataSource.query('SELECT data_plane_id AS "dataPlaneId", cause, batches::int FROM usage_gap ORDER BY id');
const absorbed = async () => {
  const rows: { absorbed: string }[] = await dataSource.query('SELECT absorbed::text FROM usage_source');
  return rows.map((row) => row.absorbed);
};

it('notes a gap once for the missing batches that are far behind, and absorbs none of them later', async () => {
  const [incarnation, dataPlaneId] = [randomUUID(), randomUUID()];
  const send = (sequence: number) =>
    absorbBatch(
      dataSource,
      batch({ incarnation, dataPlaneId, sequence, requests: [requestRow()] }),
      RETENTION_DEFAULTS,
    );
  const last = MISSING_BEHIND_BATCHES + 10;
  for (const sequence of [1, 3, last]) await send(sequence);
  for (const _ of [1, 2]) expect(await run()).toBe(true);
  expect(await gaps()).toEqual([{ dataPlaneId, cause: 'BATCHES_MISSING', batches: 9 }]);
  expect(await absorbed()).toEqual([`{[0,11),[${last},${last + 1})}`]);
  expect([await send(0), await send(10), await send(11)]).toEqual([false, false, true]);
});

it('notes no second gap for batches that a data plane reports as lost, and absorbs none of them later', async () => {
  const [incarnation, dataPlaneId] = [randomUUID(), randomUUID()];
  const send = (sequence: number, of: object = {}) =>
    absorbBatch(dataSource, batch({ incarnation, dataPlaneId, sequence, ...of }), RETENTION_DEFAULTS);
  await send(0);
  const at = new Date().toISOString();
  const lost = [
    { incarnation, first: 1, last: 40 },
    { incarnation, first: 45, last: 45 },
    { incarnation: randomUUID(), first: 0, last: 1 },
  ];
  const gap = { id: randomUUID(), cause: 'SPOOL_FULL' as const, worker: null, from: at, to: at, batches: 43, lost };
  await send(MISSING_BEHIND_BATCHES + 50, { gaps: [gap] });
  expect(await send(45)).toBe(false);
  await run();
  // The numbers 41 to 44 and 46 to 50 are not known to be lost.
  expect(await gaps()).toEqual(
    expect.arrayContaining([
      { dataPlaneId, cause: 'SPOOL_FULL', batches: 43 },
      { dataPlaneId, cause: 'BATCHES_MISSING', batches: 9 },
    ]),
  );
});

it('notes a gap for all missing batches of a data plane that has ended', async () => {
  const [incarnation, dataPlaneId] = [randomUUID(), randomUUID()];
  for (const sequence of [0, 2, 5]) {
    await absorbBatch(dataSource, batch({ incarnation, dataPlaneId, sequence }), RETENTION_DEFAULTS);
  }
  await absorbBatch(dataSource, batch({ sequence: 0 }), RETENTION_DEFAULTS);
  await run();
  expect(await gaps()).toEqual([]);
  await dataSource.query("UPDATE usage_source SET last_at = now() - interval '25 hours'");
  await run();
  expect(await gaps()).toEqual([{ dataPlaneId, cause: 'BATCHES_MISSING', batches: 3 }]);
  expect((await absorbed()).toSorted()).toEqual(['{[0,1)}', '{[0,6)}']);
});

it('sums the hours of days that are over, also of months that have no partition yet', async () => {
  const today = Math.floor(Date.now() / 86_400_000);
  const requests = [0, 1, 45].map((daysAgo) => requestRow({ minute: (today - daysAgo) * 1_440, requests: 7 }));
  await absorbBatch(dataSource, batch({ requests }), RETENTION_DEFAULTS);
  expect(await run(RETENTION_DEFAULTS, new Date((today + 0.5) * 86_400_000))).toBe(true);
  const sums: object[] = await dataSource.query(
    `SELECT $1::int - extract(epoch FROM at)::int / 86400 AS "daysAgo", requests FROM usage_request_day ORDER BY at`,
    [today],
  );
  expect(sums).toEqual([45, 1].map((daysAgo) => ({ daysAgo, requests: '7' })));
  expect(await dataSource.query('SELECT 1 FROM usage_request_day_default')).toEqual([]);
});

it('keeps gaps as long as the hours that they explain', async () => {
  for (const months of [1, 3]) {
    await dataSource.query(
      `INSERT INTO usage_gap (id, data_plane_id, cause, from_at, to_at)
       SELECT $1::uuid, $1::uuid, 'SPOOL_FULL', at, at FROM (SELECT now() - make_interval(months => $2::int) AS at) AS past`,
      [randomUUID(), months],
    );
  }
  await run({ ...RETENTION_DEFAULTS, hourMonths: 4 });
  expect(await gaps()).toHaveLength(2);
  await run({ ...RETENTION_DEFAULTS, hourMonths: 2 });
  expect(await gaps()).toHaveLength(1);
});
