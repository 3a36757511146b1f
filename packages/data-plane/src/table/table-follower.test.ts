import { InProcessKeyValueStore, NatsKeyValueStore, openNats } from '@switchyard/contract';
import { startNats } from '@switchyard/local-services';
import fc from 'fast-check';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { until } from '@switchyard/runtime';
import type { RoutingTable } from './routing-table';
import { aiApi, consumer, consumerKey, idOf, keyHashOf, silentLog, TableWriter } from './routing-table.suite';
import { applied as appliedBy, closeFollowers, follow, type Served } from './table-follower.suite';

afterEach(closeFollowers);

describe('TableFollower', () => {
  let store: InProcessKeyValueStore;
  let writer: TableWriter;
  beforeEach(() => {
    store = new InProcessKeyValueStore();
    writer = new TableWriter(store);
  });
  const applied = (table: RoutingTable<Served>, revision?: number) => appliedBy(writer, table, revision);
  const later = async (turns = 20) => {
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };

  test('serves the bucket by base path, consumer and key', async () => {
    await writer.publish({ ...aiApi('chat', '/chat'), ...consumer('owner'), ...consumerKey('secret') });
    const { table } = follow(store);
    await applied(table);
    expect(table.aiApisByBasePath.get('/chat')).toEqual({ name: 'chat', previous: undefined });
    expect(table.consumer(idOf('owner'))?.name).toBe('a');
    expect(table.consumerKey(keyHashOf('secret'))?.consumerId).toBe(idOf('owner'));
  });

  test('serves nothing without a head, whatever the entries', async () => {
    await writer.writeEntries(consumer('owner'));
    const { table, follower } = follow(store);
    await later();
    expect([table.position, follower.observedRevision]).toEqual([null, null]);
    expect(table.consumer(idOf('owner'))).toBeUndefined();
  });

  test('does not serve entries that no head covers yet, but the versions before them', async () => {
    await writer.publish({ ...consumer('owner'), ...consumer('gone') });
    writer.revision = 2;
    await writer.writeEntries({ ...consumer('owner', 'b'), [Object.keys(consumer('gone'))[0]!]: null });
    const late = follow(store);
    await applied(late.table, 1);
    expect(late.table.consumer(idOf('owner'))?.name).toBe('a');
    expect(late.table.consumer(idOf('gone'))?.name).toBe('a');
    await writer.writeHead();
    await applied(late.table, 2);
    expect(late.table.consumer(idOf('owner'))?.name).toBe('b');
    expect(late.table.consumer(idOf('gone'))).toBeUndefined();
  });

  test('a deletion removes an AI API, a consumer and a key', async () => {
    const all = { ...aiApi('chat', '/chat'), ...consumer('owner'), ...consumerKey('secret') };
    await writer.publish(all);
    const { table } = follow(store);
    await applied(table);
    await writer.publish(Object.fromEntries(Object.keys(all).map((key) => [key, null])));
    await applied(table);
    expect(table.aiApisByBasePath.size).toBe(0);
    expect(table.consumer(idOf('owner'))).toBeUndefined();
    expect(table.consumerKey(keyHashOf('secret'))).toBeUndefined();
  });

  test('compiles only changed AI APIs, and passes in what is served of them', async () => {
    await writer.publish({ ...aiApi('chat', '/chat'), ...aiApi('other', '/other') });
    const { table, compiled } = follow(store);
    await applied(table);
    const before = table.aiApisByBasePath.get('/chat');
    await writer.publish({ ...aiApi('chat', '/chat', { totalTimeoutSeconds: 7 }), ...aiApi('other', '/other') });
    await applied(table);
    expect(compiled).toEqual(['chat', 'other', 'chat']);
    expect(table.aiApisByBasePath.get('/chat')?.previous).toBe(before);
  });

  test('lets two AI APIs swap base paths in one revision', async () => {
    await writer.publish({ ...aiApi('left', '/left'), ...aiApi('right', '/right') });
    const { table } = follow(store);
    await applied(table);
    await writer.publish({ ...aiApi('left', '/right'), ...aiApi('right', '/left') });
    await applied(table);
    expect([...table.aiApisByBasePath].map(([path, { name }]) => `${path} ${name}`).toSorted()).toEqual([
      '/left right',
      '/right left',
    ]);
  });

  test('never goes backwards within a lineage', async () => {
    await writer.publish(consumer('owner'));
    await writer.publish(consumer('owner', 'b'));
    const { table } = follow(store);
    await applied(table, 2);
    writer.revision = 1;
    await writer.writeEntries(consumer('owner', 'old'));
    await writer.writeHead();
    await later();
    expect(table.position?.revision).toBe(2);
    expect(table.consumer(idOf('owner'))?.name).toBe('b');
  });

  test('accepts another lineage at any revision, and drops entries that it does not have', async () => {
    await writer.publish({ ...consumer('owner'), ...consumerKey('revoked') });
    await writer.publish({});
    const { table } = follow(store);
    await applied(table, 2);
    writer.table.delete(Object.keys(consumerKey('revoked'))[0]!);
    await writer.rewrite(1);
    await applied(table, 1);
    expect(table.consumer(idOf('owner'))?.name).toBe('a');
    expect(table.consumerKey(keyHashOf('revoked'))).toBeUndefined();
  });

  test('does not return to a lineage that it has left', async () => {
    await writer.publish(consumer('owner'));
    const old = await store.read();
    const { table } = follow(store);
    await applied(table);
    await writer.rewrite(1);
    await applied(table);
    for (const [key, { value }] of old.entries) await store.put(key, value);
    await later();
    expect(table.position).toEqual(writer.position);
  });

  test('always shows a published table, and never an older one, whatever is written and interrupted', async () => {
    const change = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.boolean()), { maxLength: 5 });
    const step = fc.record({
      change,
      brokenOff: fc.boolean(),
      lineage: fc.integer({ min: 0, max: 9 }),
      late: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (steps) => {
        const bucket = new InProcessKeyValueStore();
        const author = new TableWriter(bucket);
        const published = new Map<string, string>();
        const watched: { table: RoutingTable<Served>; last: { lineage: string; revision: number } | null }[] = [];
        const join = () => watched.push({ table: follow(bucket).table, last: null });
        const look = () => {
          for (const each of watched) {
            const { position } = each.table;
            if (position === null) continue;
            const names = [0, 1, 2, 3, 4].map((id) => each.table.consumer(idOf(id))?.name ?? '-').join();
            expect(names).toBe(published.get(`${position.lineage} ${position.revision}`));
            if (each.last?.lineage === position.lineage)
              expect(position.revision).toBeGreaterThanOrEqual(each.last.revision);
            each.last = position;
          }
        };
        join();
        for (const { change: changes, brokenOff, lineage, late } of steps) {
          author.revision += 1;
          const label = `r${author.revision}`;
          for (const [id, isThere] of changes) {
            const [key, value] = Object.entries(consumer(id, label))[0]!;
            await author.writeEntries({ [key]: isThere ? value : null });
            await later(1);
            look();
          }
          if (brokenOff) continue;
          if (late) join();
          const names = [0, 1, 2, 3, 4].map((id) => {
            const entry = author.table.get(Object.keys(consumer(id))[0]!) as { name: string } | undefined;
            return entry?.name ?? '-';
          });
          if (lineage === 0) {
            const rewriting = author.rewrite(author.revision);
            published.set(`${author.lineage} ${author.revision}`, names.join());
            await rewriting;
          } else {
            published.set(`${author.lineage} ${author.revision}`, names.join());
            await author.writeHead();
          }
          await later(3);
          look();
        }
        await later();
        look();
        closeFollowers();
      }),
      { numRuns: 80 },
    );
  });

  test('a hundred thousand keys become current in one turn without blocking the event loop', async () => {
    const { table } = follow(store);
    const hashes = Array.from({ length: 100_000 }, (_, index) => keyHashOf(index));
    const change = async (owner: string) => {
      const entries = Object.fromEntries(
        hashes.map((hash, index) => {
          const consumerId = idOf(owner);
          const value = { id: idOf(index), consumerId, environment: 'PRODUCTION', expiresAt: null };
          return [`consumer-key.${hash}`, value];
        }),
      );
      writer.revision += 1;
      await writer.writeEntries(entries);
      await writer.writeHead();
      global.gc?.();
      const histogram = monitorEventLoopDelay({ resolution: 1 });
      histogram.enable();
      const since = performance.now();
      const owners = new Set<string>();
      while (table.position?.revision !== writer.revision) {
        // The first and the last key change together.
        const seen = [hashes[0]!, hashes.at(-1)!].map((hash) => table.consumerKey(hash)?.consumerId);
        owners.add(String(seen[0] === seen[1]));
        await new Promise((resolve) => setImmediate(resolve));
      }
      histogram.disable();
      // Reported, not gated.
      process.stdout.write(
        `100,000 keys applied in ${Math.round(performance.now() - since)} ms, ` +
          `event loop delayed by ${(histogram.max / 1e6).toFixed(1)} ms at most, ${(histogram.percentile(99) / 1e6).toFixed(1)} ms p99\n`,
      );
      expect(owners).toEqual(new Set(['true']));
      expect(hashes.every((hash) => table.consumerKey(hash)?.consumerId === idOf(owner))).toBe(true);
    };
    await change('first');
    await change('second');
  });
});

describe('TableFollower over NATS', () => {
  test('keeps the table while a wiped bucket has no head, and then drops the absent keys', async () => {
    const nats = await startNats();
    const client = openNats(nats.url, { name: 'test', log: silentLog });
    const store = new NatsKeyValueStore(client, 'table', { log: silentLog });
    try {
      const writer = new TableWriter(store);
      await writer.publish({ ...consumer('owner'), ...consumerKey('revoked') });
      const { table } = follow(store);
      await until(() => table.position?.revision === 1, 'the revision is applied');
      await nats.kill();
      expect(table.consumer(idOf('owner'))?.name).toBe('a');
      await nats.wipeStore();
      await nats.restart();
      const again = new TableWriter(store);
      again.lineage = writer.lineage;
      again.revision = 1;
      await until(async () => (await store.read().catch(() => null)) !== null, 'NATS is back');
      expect(table.consumerKey(keyHashOf('revoked'))).toBeDefined();
      await again.publish(consumer('owner'));
      await until(() => table.position?.revision === 2, 'the revision is applied');
      expect(table.consumer(idOf('owner'))?.name).toBe('a');
      expect(table.consumerKey(keyHashOf('revoked'))).toBeUndefined();
    } finally {
      closeFollowers();
      await client.close();
      await nats.stop();
    }
  });
});
