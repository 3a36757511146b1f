import { randomUUID } from 'node:crypto';
import { appendFile, cp, mkdtemp, readdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeUsageBatch, SealingKey, type UsageBatch, type UsagePublisher } from '@switchyard/contract';
import { SYSTEM_CLOCK, until } from '@switchyard/runtime';
import { pino } from 'pino';
import { type UsageContent, UsageOutbox, type UsageOutboxOptions } from './usage-outbox';

const { usageKey } = new SealingKey(Buffer.alloc(32, 7).toString('base64'));
const dataPlaneId = randomUUID();
const CONTENT: UsageContent = { requests: [], attempts: [], latencies: [], records: [], gaps: [], droppedRecords: 0 };
const numbered = (droppedRecords: number): UsageContent => ({ ...CONTENT, droppedRecords });

/** A queue that can be away. */
class Queue implements UsagePublisher {
  readonly batches: UsageBatch[] = [];
  isAway = false;

  publish(subject: string, bytes: Uint8Array): Promise<void> {
    if (this.isAway) return Promise.reject(new Error('away'));
    expect(subject).toBe(`switchyard.usage.${dataPlaneId}`);
    const { batch, fault } = decodeUsageBatch(usageKey, bytes);
    if (batch === null) return Promise.reject(new Error(fault));
    this.batches.push(batch);
    return Promise.resolve();
  }

  get numbers(): number[] {
    return this.batches.map(({ droppedRecords }) => droppedRecords);
  }

  get gaps(): UsageBatch['gaps'] {
    return this.batches.flatMap(({ gaps }) => gaps);
  }
}

let folder: string;
const folders: string[] = [];
let queue: Queue;
const opened: UsageOutbox[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spool-'));
  folders.push(folder);
  queue = new Queue();
});
afterEach(async () => {
  for (const outbox of opened.splice(0)) await outbox.close();
  for (const each of folders.splice(0)) await rm(each, { recursive: true, force: true });
});

async function open(given: Partial<UsageOutboxOptions> = {}): Promise<UsageOutbox> {
  const outbox = await UsageOutbox.open({
    folder,
    dataPlaneId,
    usageKey,
    publisher: queue,
    clock: SYSTEM_CLOCK,
    log: pino({ level: 'silent' }),
    retryMs: 5,
    ...given,
  });
  opened.push(outbox);
  return outbox;
}
/** Goes on with what the process would have left if it had been killed now: a copy of its files. */
async function killNow(): Promise<void> {
  const left = await mkdtemp(join(tmpdir(), 'spool-'));
  await cp(folder, left, { recursive: true });
  folders.push(left);
  folder = left;
}
const files = () => readdir(folder);
const requestRow = () => ({
  minute: 1,
  isOther: false,
  aiApiId: randomUUID(),
  consumerId: null,
  environment: null,
  policyId: null,
  outcome: null,
  streamed: null,
  requests: 1,
  failovers: 0,
});
const gapOfWorker = () => ({
  id: randomUUID(),
  cause: 'WORKER_ENDED' as const,
  worker: 1,
  from: new Date(0).toISOString(),
  to: new Date(0).toISOString(),
  batches: null,
});

it('sends batches in order, numbered from 0, and leaves no file after a proper end', async () => {
  const outbox = await open();
  for (let number = 0; number < 20; number += 1) await outbox.add(numbered(number));
  await outbox.close();
  expect(queue.numbers).toEqual(Array.from({ length: 20 }, (_, number) => number));
  expect(queue.batches.map(({ sequence }) => sequence)).toEqual(queue.numbers);
  expect(new Set(queue.batches.map(({ incarnation }) => incarnation)).size).toBe(1);
  expect(await files()).toEqual([]);
  await (await open()).close();
  expect(queue.gaps).toEqual([]);
});

it('keeps batches while the queue is away, and sends them when it is back', async () => {
  queue.isAway = true;
  const outbox = await open();
  for (let number = 0; number < 50; number += 1) await outbox.add(numbered(number));
  expect(outbox.waitingBatches).toBe(50);
  queue.isAway = false;
  await until(() => outbox.waitingBatches === 0, 'all are sent');
  expect(queue.numbers).toEqual(Array.from({ length: 50 }, (_, number) => number));
});

it('sends after a restart what a process left that ended properly, without a gap', async () => {
  queue.isAway = true;
  const before = await open();
  for (const number of [1, 2, 3]) await before.add(numbered(number));
  await before.close();
  queue.isAway = false;
  const after = await open();
  await after.add(numbered(4));
  await after.close();
  expect(queue.numbers).toEqual([1, 2, 3, 4]);
  expect(queue.gaps).toEqual([]);
  expect(new Set(queue.batches.map(({ incarnation }) => incarnation)).size).toBe(2);
  expect(await files()).toEqual([]);
});

it('sends what a killed process left, and reports from its last write to the next start as a gap, under one id', async () => {
  const away = new Queue();
  away.isAway = true;
  const before = await open({ publisher: away });
  for (const number of [1, 2]) await before.add(numbered(number));
  await killNow();
  await open({ publisher: away });
  await killNow();
  const after = await open();
  await until(() => queue.numbers.includes(2) && queue.gaps.length >= 2, 'all are sent');
  await after.close();
  const ids = new Set(queue.gaps.map(({ id }) => id));
  const incarnation = queue.batches.find(({ droppedRecords }) => droppedRecords === 1)?.incarnation;
  const gap = queue.gaps.find(({ id }) => id === incarnation);
  expect(gap).toMatchObject({ cause: 'DATA_PLANE_ENDED', worker: null, batches: null });
  expect(Date.parse(gap!.to)).toBeGreaterThanOrEqual(Date.parse(gap!.from));
  // One for each killed process, though the first was found twice.
  expect(ids.size).toBe(2);
});

it('reports the time of what is lost: from when all before it was counted to when it was closed', async () => {
  let nowMs = 1_000;
  const clock = { ...SYSTEM_CLOCK, wallMs: () => nowMs, monotonicMs: () => performance.now() };
  const at = (ms: number) => new Date(ms).toISOString();
  queue.isAway = true;
  const outbox = await open({ folder: null, bytesMax: 1, clock });
  nowMs = 2_500;
  await outbox.add(numbered(1), 2_000);
  nowMs = 9_000;
  await outbox.add(numbered(2), null);
  await outbox.addGaps();
  queue.isAway = false;
  await until(() => outbox.waitingBatches === 0, 'the first gap is sent');
  await outbox.addGaps();
  await until(() => queue.gaps.length === 2, 'the second gap is sent');
  const { incarnation } = queue.batches[0]!;
  expect(queue.gaps).toMatchObject([
    { cause: 'SPOOL_FULL', from: at(1_000), to: at(2_500), batches: 1, lost: [{ incarnation, first: 0, last: 0 }] },
    { cause: 'SPOOL_FULL', from: at(2_000), to: at(9_000), batches: 1, lost: [{ incarnation, first: 1, last: 1 }] },
  ]);
  nowMs = 10_000;
  const killed = await open({ clock });
  nowMs = 15_000;
  await killed.add(numbered(5), 12_000);
  await killNow();
  nowMs = 20_000;
  await open({ clock });
  await until(() => queue.gaps.some(({ cause }) => cause === 'DATA_PLANE_ENDED'), 'the other gap is sent');
  expect(queue.gaps.at(-1)).toMatchObject({ cause: 'DATA_PLANE_ENDED', from: at(12_000), to: at(20_000) });
});

it('reports a gap of a process that was killed before its first batch', async () => {
  await open();
  await killNow();
  const after = await open();
  await until(() => queue.gaps.length === 1, 'the gap is sent');
  await after.close();
  expect(await files()).toEqual([]);
});

it('sends all that is whole of a file that was cut off or damaged at its end', async () => {
  const away = new Queue();
  away.isAway = true;
  const before = await open({ publisher: away });
  for (const number of [1, 2, 3]) await before.add(numbered(number));
  await killNow();
  const [name] = await files();
  const path = join(folder, name!);
  const { length } = await readFile(path);
  await truncate(path, length - 3);
  await appendFile(path, 'x');
  await writeFile(join(folder, 'not ours'), 'x');
  await (await open()).close();
  expect(queue.numbers.filter((number) => number > 0)).toEqual([1, 2]);
  expect(queue.gaps).toHaveLength(1);
  expect(await files()).toEqual(['not ours']);
});

it('drops the oldest beyond its bound, counts them, and reports their time as a gap', async () => {
  queue.isAway = true;
  const bytesMax = 12 * 1_048_576;
  const outbox = await open({ bytesMax });
  const requests = Array.from({ length: 800 }, requestRow);
  const total = 200;
  for (let number = 0; number < total; number += 1) {
    await outbox.add({ ...numbered(number), requests });
    expect(outbox.spooledBytes).toBeLessThanOrEqual(bytesMax);
  }
  const { droppedBatches } = outbox;
  expect(droppedBatches).toBeGreaterThan(0);
  queue.isAway = false;
  await outbox.add(CONTENT);
  await until(() => outbox.waitingBatches === 0, 'all are sent');
  const kept = queue.numbers.slice(0, -1);
  expect(kept).toEqual(Array.from({ length: total - droppedBatches }, (_, index) => droppedBatches + index));
  const lost = queue.gaps.filter(({ cause }) => cause === 'SPOOL_FULL');
  expect(lost.reduce((sum, { batches }) => sum + (batches ?? 0), 0)).toBe(droppedBatches);
  const ranges = lost.flatMap((gap) => gap.lost ?? []);
  expect(ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0)).toBe(droppedBatches);
  expect(ranges.length).toBeLessThan(droppedBatches / 10);
});

it('keeps in memory what cannot be written, up to a bound, and reports as a gap what is gone from the folder', async () => {
  queue.isAway = true;
  const outbox = await open({ memoryBytesMax: 1_048_576 });
  const requests = Array.from({ length: 800 }, requestRow);
  let added = 0;
  const addUntil = async (isOver: () => boolean) => {
    while (!isOver()) await outbox.add({ ...numbered((added += 1)), requests });
  };
  await addUntil(() => added === 10);
  // What is there is gone then, and nothing can be written.
  await rm(folder, { recursive: true });
  await writeFile(folder, 'a file in place of the folder');
  await until(() => outbox.droppedBatches === 10, 'what is gone is noticed');
  await addUntil(() => outbox.droppedBatches > 11);
  expect(outbox.waitingBatches).toBeGreaterThan(1);
  const { droppedBatches } = outbox;
  expect(droppedBatches + outbox.waitingBatches).toBe(added);
  await rm(folder);
  await outbox.add(numbered((added += 1)));
  queue.isAway = false;
  await until(() => outbox.waitingBatches === 0, 'it is settled');
  await outbox.addGaps();
  await until(() => outbox.waitingBatches === 0, 'all gaps are sent');
  expect(queue.numbers.filter((number) => number > 0)).toEqual(
    Array.from({ length: added - droppedBatches }, (_, index) => droppedBatches + 1 + index),
  );
  expect(outbox.spooledBytes).toBeLessThan(1_000);
  const lost = queue.gaps.filter(({ cause }) => cause === 'SPOOL_FULL');
  expect(lost.reduce((sum, { batches }) => sum + (batches ?? 0), 0)).toBe(droppedBatches);
});

it('sends at once what cannot be written, and as it closes puts into the folder what it could not send', async () => {
  const outbox = await open();
  await rm(folder, { recursive: true });
  await writeFile(folder, 'a file in place of the folder');
  // The open file takes it, but nobody finds it any more.
  await outbox.add(numbered(1));
  await until(() => outbox.droppedBatches === 1, 'the loss is noticed');
  for (const number of [2, 3]) await outbox.add(numbered(number));
  await until(() => outbox.waitingBatches === 0, 'they are sent');
  expect(queue.numbers).toEqual([2, 3]);
  queue.isAway = true;
  await outbox.add(numbered(4));
  await rm(folder);
  await outbox.close();
  queue.isAway = false;
  await (await open()).close();
  expect(queue.numbers).toEqual([2, 3, 4]);
  expect(outbox.droppedBatches).toBe(1);
});

it('tries again later to read what cannot be read now', async () => {
  const warnings: string[] = [];
  const log = pino({ level: 'warn' }, { write: (text) => warnings.push(text) });
  const outbox = await open({ log });
  const [name] = await files();
  const path = join(folder, name!);
  // A link to itself cannot be opened, and yet is not gone. The open file can be written.
  await rename(path, `${path}.aside`);
  await symlink(path, path);
  for (const number of [1, 2]) await outbox.add(numbered(number));
  await until(() => warnings.length > 0, 'it was tried');
  expect([outbox.droppedBatches, outbox.waitingBatches]).toEqual([0, 2]);
  await rename(`${path}.aside`, path);
  await until(() => outbox.waitingBatches === 0, 'all are sent');
  expect(queue.numbers).toEqual([1, 2]);
  expect(queue.gaps).toEqual([]);
});

it('reports gaps that come while it closes, and as many as there are', async () => {
  queue.isAway = true;
  const outbox = await open();
  const gaps = Array.from({ length: 700 }, gapOfWorker);
  for (const number of [1, 2]) await outbox.add({ ...numbered(number), gaps: number === 1 ? gaps : [] });
  // What is there cannot be read back: the loss is noticed only when it is to be sent.
  const [name] = await files();
  await truncate(join(folder, name!), 100);
  queue.isAway = false;
  await until(() => outbox.droppedBatches === 2, 'the loss is noticed');
  await outbox.close();
  await (await open()).close();
  expect(queue.gaps.filter(({ cause }) => cause === 'SPOOL_FULL')).toEqual([expect.objectContaining({ batches: 2 })]);
  expect(new Set(queue.gaps.map(({ id }) => id)).size).toBe(gaps.length + 1);
  expect(await files()).toEqual([]);
});

it('sends more gaps than fit into a batch', async () => {
  const count = 1_203;
  const gaps = Array.from({ length: count }, gapOfWorker);
  queue.isAway = true;
  const outbox = await open();
  await outbox.add({ ...CONTENT, gaps });
  await outbox.close();
  queue.isAway = false;
  await (await open()).close();
  expect(queue.gaps).toHaveLength(count);
  expect(queue.batches).toHaveLength(2);
});

it('counts what had to make room for a batch that could not be written then', async () => {
  queue.isAway = true;
  const outbox = await open({ bytesMax: 12 * 1_048_576 });
  const requests = Array.from({ length: 800 }, requestRow);
  let added = 0;
  while (outbox.spooledBytes < 11.8 * 1_048_576) await outbox.add({ ...numbered((added += 1)), requests });
  await rm(folder, { recursive: true });
  await writeFile(folder, 'a file in place of the folder');
  // The oldest file goes to make room, and then a new one cannot be begun.
  for (let more = 0; more < 100 && outbox.droppedBatches < 2; more += 1) {
    await outbox.add({ ...numbered((added += 1)), requests });
  }
  expect(outbox.droppedBatches).toBeGreaterThan(1);
  expect(outbox.droppedBatches + outbox.waitingBatches).toBe(added);
  await until(() => outbox.spooledBytes < 1_048_576, 'it is noticed that the rest of the folder is gone');
  await until(() => outbox.droppedBatches + outbox.waitingBatches === added, 'each is counted');
});

it('sends what several earlier processes left in the order in which they ran, and drops the earliest first', async () => {
  queue.isAway = true;
  let nowMs = Date.now();
  const clock = { ...SYSTEM_CLOCK, wallMs: () => nowMs, monotonicMs: () => performance.now() };
  const requests = Array.from({ length: 800 }, requestRow);
  const numbers: number[] = [];
  for (let process = 0; process < 4; process += 1) {
    nowMs += 60_000;
    const outbox = await open({ clock });
    // More than fits into one file.
    for (let batch = 0; batch < 40; batch += 1) {
      const number = process * 100 + batch + 1;
      numbers.push(number);
      await outbox.add({ ...numbered(number), requests });
    }
    await outbox.close();
  }
  queue.isAway = false;
  nowMs += 60_000;
  const last = await open({ clock });
  await until(() => last.waitingBatches === 0, 'all are sent');
  await last.close();
  expect(queue.numbers).toEqual(numbers);
});

it('without a folder keeps what it can in memory, and reports what it drops', async () => {
  queue.isAway = true;
  const outbox = await open({ folder: null, bytesMax: 1_048_576 });
  const requests = Array.from({ length: 800 }, requestRow);
  for (let number = 1; number <= 12; number += 1) await outbox.add({ ...numbered(number), requests });
  const { droppedBatches } = outbox;
  expect(droppedBatches).toBeGreaterThan(0);
  expect(outbox.spooledBytes).toBeLessThanOrEqual(1_048_576);
  queue.isAway = false;
  await outbox.addGaps();
  await until(() => outbox.waitingBatches === 0, 'all are sent');
  expect(queue.numbers.filter((number) => number > 0)).toHaveLength(12 - droppedBatches);
  expect(new Set(queue.gaps.map(({ cause }) => cause))).toEqual(new Set(['SPOOL_FULL']));
  expect(queue.gaps.reduce((sum, { batches }) => sum + (batches ?? 0), 0)).toBe(droppedBatches);
  expect(await files()).toEqual([]);
});
