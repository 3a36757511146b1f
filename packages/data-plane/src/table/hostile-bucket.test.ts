import { HEAD_KEY } from '@switchyard/contract';
import { until } from '@switchyard/runtime';

import type { RoutingTable } from './routing-table';
import { consumer, idOf, keyHashOf, silentLog } from './routing-table.suite';
import { applied, closeFollowers, follow, later, REREADS_SOON } from './table-follower.suite';

import { atRevision3, attacks, OWNER, VENDOR } from './attacks.suite';

afterEach(closeFollowers);

/** What a data plane serves, as far as these tests change it. */
const shown = (table: RoutingTable) => ({
  origins: [...table.endpoints()].map(({ origin, headers }) => `${origin} ${headers.join(' ')}`),
  aiApi: table.aiApisByBasePath.get('/chat')?.routable.entry.name,
  owner: table.consumer(idOf('owner'))?.name,
  revoked: table.consumerKey(keyHashOf('revoked'))?.id,
  mine: table.consumerKey(keyHashOf('mine'))?.id,
});
const HONEST = {
  origins: [`${VENDOR} authorization the credential`],
  aiApi: 'chat',
  owner: 'b',
  revoked: undefined,
  mine: undefined,
};

describe('whoever writes to NATS without the sealing key changes no table', () => {
  test.each(attacks)('$what is rejected, and repaired', async ({ on, entryKey, reason, looksHonest }) => {
    const scene = await atRevision3();
    const { bucket, writer } = scene;
    const running = follow(bucket);
    await applied(writer, running.table);
    const position = running.table.position;
    await on(scene);
    await until(() => running.follower.rejection !== null, 'the bucket is rejected');
    const starting = follow(bucket);
    await later();
    expect(running.follower.rejection).toMatchObject({ code: 'NOT_AUTHENTIC', entryKey });
    expect(running.follower.rejection?.reason).toContain(reason);
    expect(running.table.position).toEqual(position);
    expect(running.follower.observedRevision).toBe(3);
    expect(shown(running.table)).toEqual(HONEST);
    if (looksHonest === undefined) {
      expect(starting.table.position).toBeNull();
      expect([...starting.table.endpoints()]).toEqual([]);
    }
    writer.revision = 3;
    writer.table.set(OWNER, consumer('owner', 'b')[OWNER]!);
    await writer.repair();
    for (const { table, follower } of [running, starting]) {
      await until(() => table.position?.revision === 3 && follower.rejection === null, 'the table is served');
      expect(shown(table)).toEqual(HONEST);
      expect(follower.heldCount).toBe(0);
    }
  });

  test('what was written and removed again without an event does not hold up later revisions', async () => {
    const { bucket, writer } = await atRevision3();
    const { table, follower } = follow(bucket, silentLog, REREADS_SOON);
    await applied(writer, table);
    await bucket.put('any.thing', Buffer.from('garbage'));
    await until(() => follower.rejection !== null, 'the garbage is rejected');
    bucket.remove('any.thing');
    await writer.publish(consumer('owner', 'c'));
    await applied(writer, table);
    expect(shown(table).owner).toBe('c');
    expect([follower.rejection, follower.heldCount]).toEqual([null, 0]);
  });

  test.each(attacks)('$what is forgiven when the right bytes come back', async ({ on }) => {
    const scene = await atRevision3();
    const { bucket, writer } = scene;
    const { table, follower } = follow(bucket);
    await applied(writer, table);
    const right = await bucket.read();
    await on(scene);
    await until(() => follower.rejection !== null, 'the bucket is rejected');
    bucket.restore(right);
    await until(() => follower.rejection === null, 'the bucket is right');
    expect(shown(table)).toEqual(HONEST);
  });

  test('a repair changes nothing that is served, and compiles nothing', async () => {
    const { bucket, writer } = await atRevision3();
    const { table, follower } = follow(bucket);
    await applied(writer, table);
    const compiled = () => [table.provider(idOf('provider')), table.aiApi(idOf('chat')), table.consumer(idOf('owner'))];
    const before = compiled();
    await bucket.put(OWNER, Buffer.from('garbage'));
    await until(() => follower.rejection !== null, 'the bucket is rejected');
    await writer.repair();
    await until(() => follower.rejection === null, 'the bucket is right');
    expect(compiled().map((each, index) => each === before[index])).toEqual([true, true, true]);
  });

  test('says nothing of the lineage while no head is authentic, and names the one that it refuses otherwise', async () => {
    const { bucket, writer } = await atRevision3();
    const { follower, table } = follow(bucket);
    await applied(writer, table);
    await bucket.put(HEAD_KEY, Buffer.from('garbage'));
    await until(() => follower.rejection !== null, 'the bucket is rejected');
    expect(follower.rejection).toMatchObject({ lineage: null, revision: 3 });
    await writer.publish(consumer('owner', 'c'), { entryCount: 9 });
    await until(() => follower.rejection?.revision === 4, 'the revision is rejected');
    expect(follower.rejection).toMatchObject({ lineage: writer.lineage });
  });
});
