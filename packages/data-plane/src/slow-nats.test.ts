import { NatsKeyValueStore, type NatsClient, openNats } from '@switchyard/contract';
import { type LocalNats, SilentProxy, SlowProxy, type Slowness, startNats } from '@switchyard/local-services';
import { countedMs, until } from '@switchyard/runtime';
import { TableWriter } from '@switchyard/test-entries';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveFirstTable } from './first-table';
import { type KeptTable, openKeptTable } from './journal/kept-table';
import { LocalTable } from './table/local-table';
import type { ReadContent } from './table/read-entry';
import { RoutingTable } from './table/routing-table';
import { consumer, idOf, sealingKey, silentLog, tableKey } from './table/routing-table.suite';
import { TableFollower } from './table/table-follower';

const CONSUMERS = 200;
/** Of kinds that no data plane knows yet: they are part of the table, and make it large. */
const LARGE_ENTRIES = 400;
const LARGE_ENTRY = { text: 'x'.repeat(20_000) };
/** How long a start waits for a NATS that is slow (first-table.test.ts has the very moment), and what reading the folder may take. */
const SERVED_MS_MAX = 11_000;
const log = { info: () => undefined, warn: () => undefined };

let nats: LocalNats;
let folder: string;
let writer: TableWriter;
const clients: NatsClient[] = [];
const closings: (() => unknown)[] = [];

/** Gives all consumers the name of the revision, so that a table of two revisions shows. */
const namedAfterRevision = () =>
  Object.assign(
    {},
    ...Array.from({ length: CONSUMERS }, (_, index) => consumer(index, `revision-${writer.revision + 1}`)),
  );
const openStore = (url: string) => {
  const client = openNats(url, { name: 'test', log });
  clients.push(client);
  return new NatsKeyValueStore(client, 'table', { log });
};

beforeAll(async () => {
  nats = await startNats();
  folder = await mkdtemp(join(tmpdir(), 'switchyard-slow-nats-'));
  writer = new TableWriter(openStore(nats.url), tableKey);
  const large = Object.fromEntries(
    Array.from({ length: LARGE_ENTRIES }, (_, index) => [`later.${index}`, LARGE_ENTRY]),
  );
  await writer.publish({ ...large, ...namedAfterRevision() });
});
afterEach(async () => {
  for (const close of closings.splice(0).toReversed()) await close();
  const [ofWriter, ...others] = clients;
  await Promise.all(others.map((client) => client.close()));
  clients.splice(0, Infinity, ofWriter!);
});
afterAll(async () => {
  await clients[0]?.close();
  await nats.stop();
  await rm(folder, { recursive: true });
});

/** A data plane's table, as it starts, and what it has ever served, in order. */
class Starting {
  readonly table = new RoutingTable();
  readonly served: string[] = [];
  readonly kept: KeptTable;
  readonly #follower: TableFollower<ReadContent>;
  readonly #watching: NodeJS.Timeout;

  private constructor(kept: KeptTable, url: string) {
    this.kept = kept;
    const { journal, folder: dataFolder } = kept;
    const store = openStore(url);
    const target = new LocalTable(this.table, sealingKey);
    this.#follower = new TableFollower({
      store,
      watchName: dataFolder.id,
      target,
      sealingKey,
      journal,
      log: silentLog,
    });
    this.#watching = setInterval(() => this.#look(), 5);
  }

  static async open(path: string, url: string): Promise<Starting> {
    const kept = await openKeptTable(path, silentLog);
    if (typeof kept === 'string') throw new Error(kept);
    const starting = new Starting(kept, url);
    closings.push(() => starting.close());
    return starting;
  }

  /** @returns how long it took until it serves, in ms of a stopwatch */
  serve(): Promise<number> {
    return countedMs(serveFirstTable(this.#follower, this.kept, { tableWaitMs: 60_000, log: silentLog }));
  }

  async close(): Promise<void> {
    clearInterval(this.#watching);
    this.#follower.close();
    await this.kept.close();
  }

  #look(): void {
    const { position } = this.table;
    if (position === null) return;
    const names = new Set(Array.from({ length: CONSUMERS }, (_, index) => this.table.consumer(idOf(index))?.name));
    const served = `${position.revision}: ${[...names].join(' ')}`;
    if (this.served.at(-1) !== served) this.served.push(served);
  }
}

/** A folder with the present table, which a change then leaves behind. @returns its path, and that revision */
async function folderBehind(): Promise<{ path: string; revision: number }> {
  const path = join(folder, randomUUID());
  const first = await Starting.open(path, nats.url);
  await first.serve();
  const { revision } = writer;
  await until(() => first.kept.journal.durable?.revision === revision, 'it is on the disk');
  await first.close();
  closings.pop();
  await writer.publish(namedAfterRevision());
  return { path, revision };
}
const servedAt = (revision: number) => `${revision}: revision-${revision}`;
const catchesUp = ({ table }: Starting) =>
  until(() => table.position?.revision === writer.revision, 'it has caught up', { withinMs: 120_000 });

describe('a data plane that starts beside a NATS that is reachable but slow', () => {
  async function startOver(slowness: Slowness): Promise<Starting> {
    const { path } = await folderBehind();
    const proxy = await SlowProxy.start(nats.port, slowness);
    closings.push(() => proxy.close());
    return Starting.open(path, proxy.urlFor(nats.url));
  }

  test('serves its folder after 10 seconds when the table does not come in that time, and then catches up', async () => {
    // About 8 MB: it does not come within 10 seconds.
    const starting = await startOver({ bytesPerSecond: 500_000 });
    const [behind, current] = [writer.revision - 1, writer.revision];
    const sinceMs = performance.now();
    expect(await starting.serve()).toBeLessThan(SERVED_MS_MAX);
    expect(performance.now() - sinceMs).toBeGreaterThan(9_900);
    expect(starting.table.position?.revision).toBe(behind);
    await catchesUp(starting);
    await until(() => starting.served.length === 2, 'the table was looked at');
    expect(starting.served).toEqual([servedAt(behind), servedAt(current)]);
  });

  test('at 1 MB/s it serves a whole table within 10 seconds, and catches up', async () => {
    const starting = await startOver({ bytesPerSecond: 1_000_000 });
    expect(await starting.serve()).toBeLessThan(SERVED_MS_MAX);
    await catchesUp(starting);
    await until(() => starting.served.at(-1) === servedAt(writer.revision), 'the table was looked at');
    for (const served of starting.served)
      expect([servedAt(writer.revision - 1), servedAt(writer.revision)]).toContain(served);
  });

  test('over a way of half a second in each direction it serves a whole table within 10 seconds, and catches up', async () => {
    const starting = await startOver({ latencyMs: 500 });
    expect(await starting.serve()).toBeLessThan(SERVED_MS_MAX);
    await catchesUp(starting);
    await until(() => starting.served.at(-1) === servedAt(writer.revision), 'the table was looked at');
    for (const served of starting.served)
      expect([servedAt(writer.revision - 1), servedAt(writer.revision)]).toContain(served);
  });

  test.each(['accepts connections', 'connects'])(
    'that %s and never answers, serves its folder, and catches up once NATS answers',
    async (what) => {
      const { path, revision } = await folderBehind();
      const proxy = await SilentProxy.start(nats.port);
      closings.push(() => proxy.close());
      if (what === 'accepts connections') proxy.cut();
      const starting = await Starting.open(path, proxy.urlFor(nats.url));
      if (what === 'connects') {
        await clients.at(-1)!.reachable(10_000);
        proxy.cut();
      }
      expect(await starting.serve()).toBeLessThan(SERVED_MS_MAX);
      expect(starting.table.position?.revision).toBe(revision);
      proxy.restore();
      await catchesUp(starting);
      await until(() => starting.served.length === 2, 'the table was looked at');
      expect(starting.served).toEqual([servedAt(revision), servedAt(writer.revision)]);
    },
  );
});
