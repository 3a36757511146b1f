import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TableWriter } from '@switchyard/test-entries';
import { until } from '@switchyard/runtime';
import { TableJournal } from '../journal/table-journal';
import { DISK_WAIT_MS } from '../journal/while-disk-answers';
import { OpenBucket } from './open-bucket.suite';
import { consumer, deletionOf, idOf, keyOf, tableKey } from './routing-table.suite';
import { applied, closeFollowers, followFrom } from './table-follower.suite';

/** What a faked clock leaves as it is. */
const EXCEPT_TIMEOUTS = [
  'Date',
  'hrtime',
  'performance',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'queueMicrotask',
] as const;

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

describe('a disk that does not answer', () => {
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  /** Starts again with the bucket as it is. Resolves when it serves the file, or has given up. */
  async function restartSlowly(): Promise<void> {
    keeping.follower.close();
    await keeping.journal.close();
    jest.useFakeTimers({ doNotFake: [...EXCEPT_TIMEOUTS] });
    keeping = await followFrom(join(folder, 'routing-table'), bucket);
  }
  const problem = 'the disk has not answered for 30 s';

  test('when the present file is to be taken up again holds a start up for 30 s', async () => {
    await publish({ ...consumer(0, 'a'), ...consumer(1, 'b') });
    const goBack = jest.spyOn(TableJournal.prototype, 'goBack').mockReturnValue(new Promise(() => {}));
    const starting = restartSlowly();
    await until(() => goBack.mock.calls.length > 0, 'it waits for the disk');
    await jest.advanceTimersByTimeAsync(DISK_WAIT_MS);
    await starting;
    expect(names()).toEqual(['a', 'b']);
    expect(keeping.journal.problem).toBe(`${problem}. Fix that, and restart this data plane.`);
  });

  test('while the file is read holds a start up for 30 s, which serves the bucket then', async () => {
    await publish({ ...consumer(0, 'a'), ...consumer(1, 'b') });
    const handle = await open(join(folder, 'other'), 'w');
    const files = Object.getPrototypeOf(handle) as typeof handle;
    await handle.close();
    const { promise: isReading, resolve } = Promise.withResolvers<void>();
    jest.spyOn(TableJournal.prototype, 'goBack').mockImplementation(async () => {
      jest.spyOn(files, 'read').mockImplementation(() => {
        resolve();
        return new Promise(() => {});
      });
    });
    const starting = restartSlowly();
    await isReading;
    await jest.advanceTimersByTimeAsync(DISK_WAIT_MS);
    await starting;
    expect(keeping.journal.problem).toContain(problem);
    await until(() => keeping.follower.position !== null, 'it follows the bucket');
    expect(names()).toEqual(['a', 'b']);
  });
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
