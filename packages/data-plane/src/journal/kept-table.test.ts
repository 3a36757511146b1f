import { type FileHandle, mkdtemp, open as openFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@switchyard/runtime';
import pino from 'pino';
import { type KeptTable, openKeptTable } from './kept-table';

const DISK_WAIT_MS = 50;

let folder: string;
let lines: string[];
/** The methods of all open files. */
let files: FileHandle;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-kept-table-'));
  lines = [];
  const handle = await openFile(join(folder, 'other'), 'w');
  files = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
});
afterEach(async () => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const open = (diskWaitMs?: number) =>
  openKeptTable(folder, pino({}, { write: (line: string) => void lines.push(line) }), diskWaitMs);
async function openedAgain(): Promise<KeptTable> {
  const kept = await open();
  if (typeof kept === 'string') throw new Error(kept);
  return kept;
}
/** Has each operation of this kind wait for this first. */
function runAfter(method: 'read', waiting: () => Promise<void> | void): void {
  const original: (this: FileHandle, ...args: unknown[]) => Promise<unknown> = files[method] as never;
  jest.spyOn(files, method).mockImplementation(async function (this: FileHandle, ...args: unknown[]) {
    await waiting();
    return original.apply(this, args) as never;
  } as never);
}

it('does without a folder on a disk that does not answer, and leaves it to others once that does', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  runAfter('read', () => promise);
  const reason = `Cannot use the data folder ${folder}: the disk has not answered for 0.05 s. Check the disk, and restart this data plane.`;
  expect(await open(DISK_WAIT_MS)).toBe(reason);
  expect(lines).toEqual([expect.stringContaining(`${reason} Until then this data plane keeps nothing`)]);
  await expect(open()).rejects.toThrow('is in use');
  resolve();
  const kept = await until(() => openedAgain().catch(() => null), 'the folder is free');
  await kept.close();
});

it('waits for a disk that is slow, but answers', async () => {
  const first = await openedAgain();
  for (const key of ['a', 'b', 'c', 'd']) first.journal.noteEntry({ key, encoded: key.repeat(300_000) });
  const lineage = '11111111-1111-4111-8111-111111111111';
  first.journal.noteApplied({ lineage, revision: 1, head: 'head', leftLineages: [], atMs: 1 });
  await first.close();
  let tookMs = 0;
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'setInterval', 'Date', 'performance', 'queueMicrotask'] });
  runAfter('read', () => {
    tookMs += 8_000;
    jest.advanceTimersByTime(8_000);
  });
  const again = await openedAgain();
  expect([again.stored?.revision, tookMs > 40_000]).toEqual([1, true]);
  await again.close();
});
