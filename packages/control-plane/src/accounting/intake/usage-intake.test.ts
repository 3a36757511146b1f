import { randomUUID } from 'node:crypto';
import {
  encodeUsageBatch,
  NatsClient,
  NatsUsageQueue,
  SealingKey,
  USAGE_ROWS_PER_BATCH_MAX,
  type UsageBatch,
  type UsageQueue,
  usageSubject,
} from '@switchyard/contract';
import { type LocalNats, type LocalPostgres, startNats } from '@switchyard/local-services';
import { until } from '@switchyard/runtime';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { startMigratedPostgres } from '../../testing/test-database.suite';
import { attemptRow, batch, requestRecord, requestRow } from '../../testing/usage-batches.suite';
import { createDataSource } from '../../wiring/database/data-source';
import { RETENTION_DEFAULTS } from '../tables/retention';
import { UsageIntake } from './usage-intake';

const silent = pino({ level: 'silent' });
const { usageKey } = new SealingKey(Buffer.alloc(32, 7).toString('base64'));
const other = new SealingKey(Buffer.alloc(32, 8).toString('base64'));

let nats: LocalNats;
let postgres: LocalPostgres;
beforeAll(async () => {
  [nats, postgres] = await Promise.all([startNats(), startMigratedPostgres()]);
});
afterAll(async () => {
  await Promise.all([nats.stop(), postgres.stop()]);
});

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function openDataSource(): Promise<DataSource> {
  const dataSource = await createDataSource(postgres.url, silent, { connectTimeoutMs: 2_000 }).initialize();
  ends.push(() => dataSource.destroy());
  return dataSource;
}
function openQueue(): UsageQueue {
  const client = new NatsClient(nats.url, { name: 'test', log: silent });
  ends.push(() => client.close());
  return new NatsUsageQueue(client, { log: silent });
}
/** A control plane's part in it, with connections of its own. */
async function openIntake(): Promise<UsageIntake> {
  const intake = new UsageIntake({
    dataSource: await openDataSource(),
    queue: openQueue(),
    usageKey,
    retention: RETENTION_DEFAULTS,
    log: silent,
    retryMs: 20,
  });
  ends.push(() => intake.close());
  return intake;
}
const publish = (queue: UsageQueue, sent: UsageBatch, key = usageKey) =>
  until(async () => {
    const id = `${sent.incarnation} ${sent.sequence} ${randomUUID()}`;
    await queue.publish(usageSubject(sent.dataPlaneId), encodeUsageBatch(key, sent), id);
    return true;
  }, 'it is published');

it('adds each batch exactly once, though NATS, Postgres and control planes are killed', async () => {
  const [aiApiId, incarnation, dataPlaneId] = [randomUUID(), randomUUID(), randomUUID()];
  const queue = openQueue();
  let intake = await openIntake();
  await openIntake();
  const total = 60;
  for (let sequence = 0; sequence < total; sequence += 1) {
    const sent = batch({
      dataPlaneId,
      incarnation,
      sequence,
      requests: [requestRow({ aiApiId })],
      attempts: [attemptRow({ aiApiId })],
      records: [requestRecord()],
    });
    await publish(queue, sent);
    // A data plane that does not know whether it was stored publishes again.
    if (sequence % 7 === 0) await publish(queue, sent);
    if (sequence === 15) {
      await nats.kill();
      await nats.restart();
    }
    if (sequence === 30) {
      await postgres.kill();
      await postgres.restart();
    }
    if (sequence === 45) {
      await intake.close();
      intake = await openIntake();
    }
  }
  const dataSource = await openDataSource();
  await until(async () => {
    const [row] = await dataSource.query('SELECT absorbed::text FROM usage_source WHERE incarnation = $1', [
      incarnation,
    ]);
    return row.absorbed === `{[0,${total})}`;
  }, 'all are absorbed');
  const [sums] = await dataSource.query(
    `SELECT (SELECT sum(requests)::int FROM usage_request_hour WHERE ai_api_id = $1) AS requests,
       (SELECT sum(counted_input)::int FROM usage_attempt_minute WHERE ai_api_id = $1) AS input,
       (SELECT count(*)::int FROM request_record WHERE data_plane_id = $2) AS records,
       (SELECT count(*)::int FROM usage_rejected) AS rejected`,
    [aiApiId, dataPlaneId],
  );
  expect(sums).toEqual({ requests: total, input: 10 * total, records: total, rejected: 0 });
});

it('puts aside what no data plane signed, or the database cannot store, and goes on with the rest', async () => {
  const queue = openQueue();
  await openIntake();
  // Each fits into a bigint; both together do not.
  const row = requestRow({ aiApiId: randomUUID(), requests: Number.MAX_SAFE_INTEGER });
  const half = () => batch({ requests: Array.from({ length: USAGE_ROWS_PER_BATCH_MAX }, () => row) });
  const [forged, full, unstorable, good] = [
    batch({ requests: [requestRow()] }),
    half(),
    { ...half(), records: [requestRecord()] },
    {
      ...batch({ requests: [requestRow()] }),
      records: [requestRecord(), { ...requestRecord(), askedModel: '\u0000' }],
    },
  ];
  await publish(queue, forged, other.usageKey);
  await publish(queue, full);
  const dataSource = await openDataSource();
  await until(async () => {
    const rows = await dataSource.query('SELECT 1 FROM usage_source WHERE incarnation = $1', [full.incarnation]);
    return rows.length === 1;
  }, 'the first half is absorbed');
  await publish(queue, unstorable);
  await publish(queue, good);
  const rejected = await until(async () => {
    const rows: { subject: string; reason: string; bytes: Buffer }[] = await dataSource.query(
      'SELECT subject, reason, bytes FROM usage_rejected ORDER BY reason',
    );
    return rows.length === 2 ? rows : null;
  }, 'two are put aside');
  expect(rejected).toEqual([
    {
      subject: usageSubject(unstorable.dataPlaneId),
      reason: expect.stringMatching(/^22003: /),
      bytes: expect.any(Buffer),
    },
    {
      subject: usageSubject(forged.dataPlaneId),
      reason: expect.stringContaining('signed with sealing key'),
      bytes: Buffer.from(encodeUsageBatch(other.usageKey, forged)),
    },
  ]);
  const incarnations = [forged, unstorable, good].map(({ incarnation }) => incarnation);
  const absorbed = await until(async () => {
    const rows: { incarnation: string; rows: number; records: number }[] = await dataSource.query(
      `SELECT incarnation, dropped_rows::int AS rows, dropped_records::int AS records FROM usage_source
       WHERE incarnation = ANY ($1) AND absorbed = '{[0,1)}'`,
      [incarnations],
    );
    return rows.length === 2 ? rows : null;
  }, 'the good one is absorbed, and the one that cannot be stored is accounted for');
  expect(new Map(absorbed.map(({ incarnation, ...dropped }) => [incarnation, dropped]))).toEqual(
    new Map([
      [unstorable.incarnation, { rows: USAGE_ROWS_PER_BATCH_MAX, records: 1 }],
      [good.incarnation, { rows: 0, records: 1 }],
    ]),
  );
  const planes = [forged, unstorable, good].map(({ dataPlaneId }) => dataPlaneId);
  const gaps = await dataSource.query(
    `SELECT data_plane_id AS id, cause, batches::int, from_at <= to_at AS "isInOrder" FROM usage_gap
     WHERE data_plane_id = ANY ($1)`,
    [planes],
  );
  expect(gaps).toEqual([{ id: unstorable.dataPlaneId, cause: 'BATCHES_MISSING', batches: 1, isInOrder: true }]);
});
