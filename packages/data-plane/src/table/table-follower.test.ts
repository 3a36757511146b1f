import { customProfile, InProcessKeyValueStore, NatsKeyValueStore, openNats, SealingKey } from '@switchyard/contract';
import { startNats } from '@switchyard/local-services';
import { until } from '@switchyard/runtime';
import { TableWriter } from '@switchyard/test-entries';
import fc from 'fast-check';
import {
  aiApi,
  aiApiKey,
  consumer,
  consumerKey,
  deletionOf,
  endpoint,
  idOf,
  keyHashOf,
  keyOf,
  prices,
  provider,
  providerKey,
  silentLog,
  tableKey,
} from './routing-table.suite';
import type { RoutingTable } from './routing-table';
import { applied as appliedBy, closeFollowers, follow, later } from './table-follower.suite';

afterEach(closeFollowers);

describe('TableFollower', () => {
  let store: InProcessKeyValueStore;
  let writer: TableWriter;
  beforeEach(() => {
    store = new InProcessKeyValueStore();
    writer = new TableWriter(store, tableKey);
  });
  const applied = (table: RoutingTable, revision?: number) => appliedBy(writer, table, revision);
  const served = (table: RoutingTable, basePath: string) => table.aiApisByBasePath.get(basePath);

  test('serves the bucket by base path, provider, consumer and key', async () => {
    const [owner, key] = [consumer('owner'), consumerKey('secret')];
    await writer.publish({
      ...provider('provider'),
      ...prices('provider'),
      ...aiApi('chat', '/chat'),
      ...owner,
      ...key,
    });
    const { table } = follow(store);
    await applied(table);
    expect(served(table, '/chat')?.routable.entry.name).toBe('chat');
    expect(served(table, '/chat')?.routable.provider.entry.name).toBe('provider');
    expect(table.prices(idOf('provider'))?.models).toEqual([]);
    expect(table.consumer(idOf('owner'))?.name).toBe('a');
    expect(table.consumerKey(keyHashOf('secret'))?.consumerId).toBe(idOf('owner'));
  });

  test('serves nothing without a head, whatever the entries, and rejects nothing', async () => {
    await writer.writeEntries(consumer('owner'));
    const { table, follower } = follow(store);
    await later();
    expect([table.position, follower.observedRevision, follower.rejection]).toEqual([null, null, null]);
    expect(table.consumer(idOf('owner'))).toBeUndefined();
  });

  test('does not serve entries that no head covers yet, but the versions before them', async () => {
    await writer.publish({ ...consumer('owner'), ...consumer('gone') });
    writer.revision = 2;
    await writer.writeEntries({ ...consumer('owner', 'b'), ...deletionOf(consumer('gone')) });
    const late = follow(store);
    await applied(late.table, 1);
    expect(late.table.consumer(idOf('owner'))?.name).toBe('a');
    expect(late.table.consumer(idOf('gone'))?.name).toBe('a');
    await writer.writeHead();
    await applied(late.table, 2);
    expect(late.table.consumer(idOf('owner'))?.name).toBe('b');
    expect(late.table.consumer(idOf('gone'))).toBeUndefined();
  });

  test('a deletion removes an entry of any kind', async () => {
    const [owner, key] = [consumer('owner'), consumerKey('secret')];
    const all = { ...provider('provider'), ...prices('provider'), ...aiApi('chat', '/chat'), ...owner, ...key };
    await writer.publish(all);
    const { table } = follow(store);
    await applied(table);
    await writer.publish(deletionOf(all));
    await applied(table);
    expect(served(table, '/chat')).toBeUndefined();
    expect([...table.aiApis()]).toEqual([]);
    expect(table.provider(idOf('provider'))).toBeUndefined();
    expect(table.prices(idOf('provider'))).toBeUndefined();
    expect(table.consumer(idOf('owner'))).toBeUndefined();
    expect(table.consumerKey(keyHashOf('secret'))).toBeUndefined();
  });

  test('compiles only changed entries', async () => {
    const chat = { ...provider('provider'), ...aiApi('chat', '/chat'), ...aiApi('other', '/other') };
    await writer.publish(chat);
    const { table } = follow(store);
    await applied(table);
    const compiled = () => [table.provider(idOf('provider')), table.aiApi(idOf('chat')), table.aiApi(idOf('other'))];
    const [providerBefore, chatBefore, otherBefore] = compiled();
    await writer.publish({ ...chat, ...aiApi('chat', '/chat', { totalTimeoutSeconds: 7 }) });
    await applied(table);
    const [providerAfter, chatAfter, otherAfter] = compiled();
    expect([providerAfter === providerBefore, chatAfter === chatBefore, otherAfter === otherBefore]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('ignores members and kinds of entry that only a newer control plane knows, and still counts them', async () => {
    const newer = (entries: object) =>
      Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, { ...(value as object), novelty: 1 }]));
    const unknown = { 'novelty.one': { any: 'thing' } };
    await writer.publish({ ...newer(provider('provider')), ...newer(aiApi('chat', '/chat')), ...unknown });
    const { table, follower } = follow(store);
    await applied(table);
    expect(served(table, '/chat')?.routable.entry).toEqual(aiApi('chat', '/chat')[aiApiKey('chat')]);
    expect(served(table, '/chat')?.routable.provider.entry).toEqual(provider('provider')[providerKey('provider')]);
    await writer.publish(deletionOf(unknown));
    await applied(table);
    expect(follower.rejection).toBeNull();
  });

  test('tells of a credential that it cannot read once per change, and serves the other endpoints', async () => {
    const foreign = new SealingKey(Buffer.alloc(32, 'foreign').toString('base64'));
    const sealedCredential = foreign.seal(
      { apiKey: 'secret' },
      { endpointId: idOf('unreadable'), url: 'https://vendor.example' },
    );
    const profile = { ...customProfile, credentialPlace: 'HEADER' as const, credentialName: 'x-key' };
    const endpoints = [endpoint('unreadable', { sealedCredential }), endpoint('readable')];
    const error = jest.fn();
    const log = { ...silentLog, info: () => {}, error } as unknown as typeof silentLog;
    const { table } = follow(store, log);
    const fault = {
      providerId: idOf('provider'),
      endpointId: idOf('unreadable'),
      reason: expect.stringContaining('sealing key') as string,
    };
    await writer.publish(provider('provider', { profile, endpoints }));
    await applied(table);
    expect(table.endpointFaults()).toEqual([fault]);
    expect([...table.endpoints()].map((each) => each.endpoint.name)).toEqual(['readable']);
    await writer.publish(provider('provider', { profile, endpoints, name: 'renamed' }));
    await applied(table);
    expect(error.mock.calls).toEqual([
      [fault, 'an endpoint is out of rotation: its credential or CA certificate cannot be read'],
    ]);
    await writer.publish(provider('provider', { profile, endpoints: [endpoint('unreadable')] }));
    await applied(table);
    expect(table.endpointFaults()).toEqual([]);
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
    writer.table.delete(keyOf(consumerKey('revoked')));
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
        const author = new TableWriter(bucket, tableKey);
        const published = new Map<string, string>();
        const watched: { table: RoutingTable; last: { lineage: string; revision: number } | null }[] = [];
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
            const entry = author.table.get(keyOf(consumer(id))) as { name: string } | undefined;
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
});

describe('TableFollower over NATS', () => {
  test('keeps the table while a wiped bucket has no head, and then drops the absent keys', async () => {
    const nats = await startNats();
    const client = openNats(nats.url, { name: 'test', log: silentLog });
    const store = new NatsKeyValueStore(client, 'table', { log: silentLog });
    try {
      const writer = new TableWriter(store, tableKey);
      await writer.publish({ ...consumer('owner'), ...consumerKey('revoked') });
      const { table } = follow(store);
      await until(() => table.position?.revision === 1, 'the revision is applied');
      await nats.kill();
      expect(table.consumer(idOf('owner'))?.name).toBe('a');
      await nats.wipeStore();
      await nats.restart();
      const again = new TableWriter(store, tableKey);
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
