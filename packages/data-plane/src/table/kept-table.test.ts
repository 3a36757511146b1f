import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TableWriter } from '@switchyard/test-entries';
import { until } from '@switchyard/runtime';
import { OpenBucket } from './open-bucket.suite';
import { consumer, deletionOf, idOf, keyOf, tableKey } from './routing-table.suite';
import { applied, closeFollowers, followFrom } from './table-follower.suite';

let folder: string;
let bucket: OpenBucket;
let writer: TableWriter;
let keeping: Awaited<ReturnType<typeof followFrom>>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-kept-'));
  bucket = new OpenBucket();
  writer = new TableWriter(bucket, tableKey);
  keeping = await followFrom(join(folder, 'routing-table'), bucket);
});
afterEach(async () => {
  closeFollowers();
  await keeping.journal.close();
  await rm(folder, { recursive: true });
});

async function publish(changes: Parameters<TableWriter['publish']>[0]): Promise<void> {
  await writer.publish(changes);
  await applied(writer, keeping.table);
}
/** Starts again, with a bucket that has nothing. */
async function restart(): Promise<void> {
  keeping.follower.close();
  await keeping.journal.close();
  keeping = await followFrom(join(folder, 'routing-table'), new OpenBucket());
}
const names = () => [0, 1].map((name) => keeping.table.consumer(idOf(name))?.name);

test('a restart serves what was applied last, although the bucket is gone', async () => {
  await publish({ ...consumer(0, 'a'), ...consumer(1, 'b') });
  await publish({ ...deletionOf(consumer(0)), ...consumer(1, 'c') });
  await restart();
  expect(keeping.stored).toMatchObject(writer.position!);
  expect(names()).toEqual([undefined, 'c']);
});

test('a version that was put back for a while is not what a restart serves', async () => {
  await publish({ ...consumer(0, 'a'), ...consumer(1, 'b') });
  const old = bucket.get(keyOf(consumer(0)));
  await publish(consumer(0, 'c'));
  const right = bucket.get(keyOf(consumer(0)));
  await bucket.put(keyOf(consumer(0)), old);
  await until(() => keeping.follower.rejection !== null, 'it is refused');
  await bucket.put(keyOf(consumer(0)), right);
  await until(() => keeping.follower.rejection === null, 'the bucket is right again');
  await publish(consumer(1, 'd'));
  await restart();
  expect(names()).toEqual(['c', 'd']);
});

test('a key that vanished while the bucket was away is not what a restart serves', async () => {
  await publish({ ...consumer(0, 'a'), ...consumer(1, 'b') });
  await writer.publish(deletionOf(consumer(0)));
  bucket.remove(keyOf(consumer(0)));
  bucket.reopen();
  await applied(writer, keeping.table);
  await restart();
  expect(keeping.stored).toMatchObject(writer.position!);
  expect(names()).toEqual([undefined, 'b']);
});

test('what others write to the bucket takes no room in the file', async () => {
  await publish(consumer(0, 'a'));
  await keeping.journal.settled();
  const { bytes } = keeping.journal;
  for (let turn = 0; turn < 50; turn += 1) {
    await bucket.put('any.thing', Buffer.alloc(1_000, turn));
    await bucket.put(keyOf(consumer(1)), Buffer.alloc(1_000, turn));
  }
  await until(() => keeping.follower.rejection !== null, 'it is refused');
  await keeping.journal.settled();
  expect(keeping.journal.bytes).toBe(bytes);
});
