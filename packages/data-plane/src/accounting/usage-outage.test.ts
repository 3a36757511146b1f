import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeUsageBatch, SealingKey, type UsageBatch, type UsagePublisher } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import pino from 'pino';
import { attempt, counted, endedRequest, named } from '../testing/ended-request.suite';
import { DataPlaneUsage } from './data-plane-usage';

const MIB = 1_048_576;
const BYTES_MAX = 8 * MIB;
const STARTED_AT_MS = Date.parse('2026-11-30T10:00:00Z');
const SECONDS = 3_600;
const REQUESTS_PER_SECOND = 5;

const { usageKey } = new SealingKey(Buffer.alloc(32, 7).toString('base64'));

/** A queue that NATS keeps from its data plane. */
class Queue implements UsagePublisher {
  readonly batches: UsageBatch[] = [];
  isAway = true;

  publish(_subject: string, bytes: Uint8Array): Promise<void> {
    if (this.isAway) return Promise.reject(new Error('NATS cannot be reached.'));
    const { batch, fault } = decodeUsageBatch(usageKey, bytes);
    if (batch === null) return Promise.reject(new Error(fault));
    this.batches.push(batch);
    return Promise.resolve();
  }
}

let folder: string;
let usage: DataPlaneUsage;
let queue: Queue;
let log: { readonly level: number; readonly msg: string }[];
let nowMs: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outage-'));
  queue = new Queue();
  log = [];
  nowMs = STARTED_AT_MS;
  usage = await DataPlaneUsage.open({
    folder,
    bytesMax: BYTES_MAX,
    dataPlaneId: randomUUID(),
    usageKey,
    publisher: queue,
    clock: { wallMs: () => nowMs, monotonicMs: () => nowMs, toWallMs: (monotonicMs) => monotonicMs },
    log: pino({ level: 'info' }, { write: (line: string) => void log.push(JSON.parse(line)) }),
  });
});
afterEach(async () => {
  queue.isAway = false;
  await usage.close();
  await rm(folder, { recursive: true, force: true });
});

const AI_APIS = Array.from({ length: REQUESTS_PER_SECOND }, (_, number) => named(`api-${number}`));

/** A second with a request of each AI API, which is reported. */
async function passSecond(): Promise<void> {
  for (const aiApi of AI_APIS) {
    const attempts = [attempt({ usage: counted({ input: 10, output: 2 }) })];
    usage.sink.onRequestEnded(endedRequest({ aiApi, attempts, startedAtMs: nowMs, totalMs: 900 }));
  }
  nowMs += 1_000;
  await usage.report();
}

const bytesOnDisk = async () => {
  const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
};

it('with NATS away for an hour the spool reaches its bound and stays there, says so, and all that was kept arrives', async () => {
  expect(usage.spool.problem).toBeNull();
  let firstDropSecond: number | null = null;
  for (let second = 1; second <= SECONDS; second += 1) {
    await passSecond();
    const { spooledBytes, droppedBatches } = usage.spool;
    if (droppedBatches > 0) firstDropSecond ??= second;
    if (firstDropSecond === null) continue;
    expect(spooledBytes).toBeLessThanOrEqual(BYTES_MAX);
    // A file goes as a whole, and each has an eighth.
    expect(spooledBytes).toBeGreaterThan((BYTES_MAX * 6) / 8);
  }
  // Long before the end, so that it was at its bound for most of the hour.
  expect(firstDropSecond).toBeLessThan(SECONDS / 1.5);
  expect(await bytesOnDisk()).toBeLessThanOrEqual(BYTES_MAX);
  const { droppedBatches } = usage.spool;
  const [since, ...rest] = usage.spool.problem!.split(/(?<=Z): /);
  expect(since).toMatch(/^Usage cannot be sent since 2026-11-30T10:00:\d\d\.000Z$/);
  expect(rest.join('')).toBe(
    `NATS cannot be reached. ${mib(usage.spool.spooledBytes)} of 8 MiB wait in the data folder. There is no more room: the oldest is dropped, ${droppedBatches} batches since the start; \`usageGaps\` will show the gap.`,
  );
  expect(log.map(({ msg }) => msg)).toEqual([
    'cannot send usage; keeping it until it can be sent',
    'no room for usage that is not sent yet; dropping the oldest',
  ]);

  queue.isAway = false;
  await until(() => usage.spool.waitingBatches === 0, 'all that was kept has arrived');
  expect(usage.spool.problem).toBeNull();
  expect(log.at(-1)?.msg).toBe('can send usage again');
  const sequences = queue.batches.map(({ sequence }) => sequence);
  expect(sequences).toEqual(sequences.toSorted((one, other) => one - other));
  // What is not in a batch that arrived is in the gap, to the second.
  const requests = queue.batches.flatMap((batch) => batch.requests).reduce((sum, row) => sum + row.requests, 0);
  const gaps = queue.batches.flatMap((batch) => batch.gaps);
  const lost = gaps.flatMap((gap) => gap.lost ?? []).reduce((sum, { first, last }) => sum + last - first + 1, 0);
  expect(gaps.reduce((sum, { batches }) => sum + (batches ?? 0), 0)).toBe(droppedBatches);
  expect(lost).toBe(droppedBatches);
  expect(new Set(gaps.map(({ cause }) => cause))).toEqual(new Set(['SPOOL_FULL']));
  const from = gaps.map((gap) => Date.parse(gap.from)).toSorted((one, other) => one - other)[0];
  const to = gaps.map((gap) => Date.parse(gap.to)).toSorted((one, other) => other - one)[0]!;
  expect(from).toBe(STARTED_AT_MS);
  const secondsKept = (STARTED_AT_MS + SECONDS * 1_000 - to) / 1_000;
  expect(requests).toBeGreaterThanOrEqual(secondsKept * REQUESTS_PER_SECOND);
  expect(requests).toBeLessThan((secondsKept + 1) * REQUESTS_PER_SECOND);
});

function mib(bytes: number): string {
  return String(Math.round((bytes / MIB) * 10) / 10);
}
