import { NatsKeyValueStore, type NatsClient, openNats } from '@switchyard/contract';
import { freePort, type LocalNats, startNats } from '@switchyard/local-services';
import { until } from '@switchyard/runtime';
import { TableWriter } from '@switchyard/test-entries';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consumer, silentLog, tableKey } from './routing-table.suite';
import { closeFollowers, follow } from './table-follower.suite';

const DATA_PLANES = 10;
const CONSUMERS = 3_000;
/** A data plane reads the head first and then the whole table. */
const CONSUMERS_PER_OPENING = 2;
/** Data planes wait for a random part of 2 seconds. */
const SPREAD_MS_MIN = 1_000;
const STREAM = 'KV_table';
const log = { info: () => undefined, warn: () => undefined };

let folder: string;
let nats: LocalNats;
let monitorPort: number;
const clients: NatsClient[] = [];
/** What the server says of each consumer that it has created. */
let created: { consumer: string; atMs: number }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-monitored-nats-'));
  monitorPort = await freePort();
  const configurationFile = join(folder, 'nats.conf');
  await writeFile(configurationFile, `http: "127.0.0.1:${monitorPort}"`);
  nats = await startNats({ directory: join(folder, 'store'), configurationFile });
  const operator = openNats(nats.url, { name: 'operator', log });
  clients.push(operator);
  const connection = await operator.reachable(10_000);
  connection.subscribe(`$JS.EVENT.ADVISORY.CONSUMER.CREATED.${STREAM}.>`, {
    callback: (_error, message) => {
      const { consumer: name } = message.json<{ consumer: string }>();
      // Writing a revision reads the bucket first.
      if (!name.startsWith('read-')) created.push({ consumer: name, atMs: performance.now() });
    },
  });
});
afterAll(async () => {
  closeFollowers();
  await Promise.all(clients.map((client) => client.close()));
  await nats.stop();
  await rm(folder, { recursive: true });
});

const open = (random: () => number) => {
  const client = openNats(nats.url, { name: 'test', log });
  clients.push(client);
  return new NatsKeyValueStore(client, 'table', { log, random });
};
async function monitored<T>(path: string): Promise<T> {
  return (await (await fetch(`http://127.0.0.1:${monitorPort}/${path}`)).json()) as T;
}
const bytesSent = async () => (await monitored<{ out_bytes: number }>('varz')).out_bytes;
const jetStream = () => monitored<{ consumers: number; bytes: number }>('jsz');
/** A reading consumer may be on its way out. */
const consumersAre = (count: number) =>
  until(async () => (await jetStream()).consumers === count, `there are ${count} consumers`);

/** Numbers from 0 to 1 that look random, the same ones for a seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('ten data planes open their watches again one after the other when NATS is back, and each reads the table once', async () => {
  const writer = new TableWriter(open(Math.random), tableKey);
  const all = Object.assign({}, ...Array.from({ length: CONSUMERS }, (_, index) => consumer(index)));
  await writer.publish(all);
  const numbers = seeded(14);
  // Not before the advisories come again.
  const random = () => 0.1 + 0.9 * numbers();
  const tables = Array.from({ length: DATA_PLANES }, () => follow(open(random), silentLog).table);
  const areAt = (revision: number) =>
    until(() => tables.every(({ position }) => position?.revision === revision), `all serve revision ${revision}`);
  await areAt(1);
  await consumersAre(DATA_PLANES);
  const { bytes: tableBytes } = await jetStream();

  created = [];
  await nats.kill();
  await nats.restart();
  const backAtMs = performance.now();
  await until(() => writer.publish(consumer(0, 'b')).then(() => true), 'a change is published');
  await areAt(writer.revision);
  const currentMs = performance.now() - backAtMs;

  const sent = await bytesSent();
  const names = new Set(created.map(({ consumer: name }) => name));
  const firsts = [...names].map((name) => created.find((each) => each.consumer === name)!.atMs);
  const spreadMs = Math.max(...firsts) - Math.min(...firsts);
  process.stdout.write(
    `${DATA_PLANES} data planes current ${Math.round(currentMs)} ms after NATS was back: ${created.length} consumers ` +
      `created within ${Math.round(spreadMs)} ms, ${(sent / tableBytes).toFixed(1)} tables of ` +
      `${Math.round(tableBytes / 1_024)} KiB sent\n`,
  );
  expect([names.size, created.length]).toEqual([DATA_PLANES, DATA_PLANES * CONSUMERS_PER_OPENING]);
  await consumersAre(DATA_PLANES);
  expect(spreadMs).toBeGreaterThan(SPREAD_MS_MIN);
  // Protocol and delivery subjects add to what is stored.
  expect(sent).toBeLessThan(1.5 * DATA_PLANES * tableBytes);
});
