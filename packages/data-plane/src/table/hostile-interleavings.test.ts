import { type Coverage, HEAD_KEY, type KeyValueItem, type KeyValueSnapshot } from '@switchyard/contract';
import { TableWriter } from '@switchyard/test-entries';
import { until } from '@switchyard/runtime';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { OpenBucket } from './open-bucket.suite';
import { consumer, deletionOf, idOf, keyOf, silentLog, tableKey } from './routing-table.suite';
import { closeFollowers, follow, followFrom, later, REREADS_SOON } from './table-follower.suite';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-hostile-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(closeFollowers);

/** Consumers by name, each written or deleted. */
const anyChanges = (names: readonly number[]) =>
  fc.array(fc.tuple(fc.constantFrom(...names), fc.boolean()), { maxLength: 3 });

test('whatever is forged and published in whatever order, only published tables are served, and in the end the last', async () => {
  const names = [0, 1, 2] as const;
  const anyKey = fc.constantFrom(HEAD_KEY, 'any.thing', ...names.map((name) => keyOf(consumer(name))));
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('publish' as const), changes: anyChanges(names) }) },
    fc.record({ kind: fc.constant('break off' as const), changes: anyChanges(names) }),
    fc.record({ kind: fc.constant('rewrite' as const) }),
    fc.record({ kind: fc.constant('repair' as const) }),
    fc.record({ kind: fc.constant('join' as const) }),
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('replay' as const), key: anyKey, from: fc.nat() }) },
    fc.record({ kind: fc.constant('move' as const), key: anyKey, to: anyKey, from: fc.nat() }),
    fc.record({ kind: fc.constant('flip' as const), key: anyKey, at: fc.nat() }),
    fc.record({ kind: fc.constant('garbage' as const), key: anyKey, bytes: fc.uint8Array({ maxLength: 20 }) }),
    fc.record({ kind: fc.constant('delete' as const), key: anyKey }),
    fc.record({ kind: fc.constant('purge' as const), key: anyKey }),
    fc.record({ kind: fc.constant('restore' as const), from: fc.nat() }),
  );
  let rejections = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 20 }), async (steps) => {
      const bucket = new OpenBucket();
      const writer = new TableWriter(bucket, tableKey);
      const published = new Map<string, string>();
      const history: KeyValueSnapshot[] = [];
      const file = join(folder, randomUUID());
      let keeping = await followFrom(file, bucket);
      const watched: Pick<typeof keeping, 'table' | 'follower'>[] = [follow(bucket, silentLog, REREADS_SOON), keeping];
      const stop = async () => {
        keeping.follower.close();
        await keeping.journal.close();
        return keeping.journal.durable;
      };
      const contentOf = (nameOf: (name: number) => string | undefined) =>
        names.map((name) => nameOf(name) ?? '-').join();
      const honest = () =>
        contentOf((name) => (writer.table.get(keyOf(consumer(name))) as { name: string } | undefined)?.name);
      const note = () => published.set(`${writer.lineage} ${writer.revision}`, honest());
      const look = () => {
        for (const { table, follower } of watched) {
          if (follower.rejection !== null) rejections += 1;
          if (table.position === null) continue;
          const { lineage, revision } = table.position;
          const content = contentOf((name) => table.consumer(idOf(name))?.name);
          expect(content).toBe(published.get(`${lineage} ${revision}`));
        }
      };
      const rewrite = async () => {
        const content = honest();
        const revision = Math.max(writer.revision, 1);
        const rewriting = writer.rewrite(revision);
        published.set(`${writer.lineage} ${revision}`, content);
        await rewriting;
      };
      const old = (from: number) =>
        history[from % Math.max(history.length, 1)]?.entries ?? new Map<string, KeyValueItem>();
      const labelled = (changes: readonly (readonly [number, boolean])[]) =>
        Object.assign(
          {},
          ...changes.map(([name, isThere]) => {
            const entry = consumer(name, `r${writer.revision}`);
            return isThere ? entry : deletionOf(entry);
          }),
        ) as ReturnType<typeof consumer>;
      for (const each of steps) {
        switch (each.kind) {
          case 'publish':
          case 'break off':
            writer.revision += 1;
            await writer.writeEntries(labelled(each.changes));
            if (each.kind === 'break off') break;
            note();
            await writer.writeHead();
            break;
          case 'rewrite':
            await rewrite();
            break;
          case 'repair':
            note();
            await writer.repair();
            break;
          case 'join':
            watched.push(follow(bucket, silentLog, REREADS_SOON));
            break;
          case 'restart': {
            const durable = await stop();
            keeping = await followFrom(file, bucket);
            watched[1] = keeping;
            expect(positionOf(keeping.stored)).toEqual(durable);
            break;
          }
          case 'replay': {
            const bytes = old(each.from).get(each.key)?.value;
            if (bytes !== undefined) await bucket.put(each.key, bytes);
            break;
          }
          case 'move': {
            const bytes = old(each.from).get(each.key)?.value;
            if (bytes !== undefined) await bucket.put(each.to, bytes);
            break;
          }
          case 'flip': {
            const bytes = (await bucket.read()).entries.get(each.key)?.value;
            if (bytes === undefined || bytes.length === 0) break;
            const flipped = Uint8Array.from(bytes);
            flipped[each.at % flipped.length]! ^= 1;
            await bucket.put(each.key, flipped);
            break;
          }
          case 'garbage':
            await bucket.put(each.key, each.bytes);
            break;
          case 'delete':
            bucket.delete(each.key);
            break;
          case 'purge':
            bucket.remove(each.key);
            break;
          case 'restore':
            bucket.restore({ entries: old(each.from), lastSequence: 0 });
            break;
        }
        history.push(await bucket.read());
        await later(3);
        look();
      }
      note();
      await writer.repair();
      const isRight = ({ table, follower }: (typeof watched)[number]) =>
        isDeepStrictEqual([table.position, follower.rejection], [writer.position, null]);
      await later(5);
      await until(() => watched.every(isRight), 'every data plane serves the repaired table');
      look();
      expect(await stop()).toEqual(writer.position);
      closeFollowers();
    }),
    { numRuns: 300 },
  );
  // The draws must reach what this test is about.
  expect(rejections).toBeGreaterThan(300);
});

function positionOf(stored: Coverage | null): Coverage | null {
  return stored === null ? null : { lineage: stored.lineage, revision: stored.revision };
}
