import { type FileHandle, mkdtemp, open as openFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@switchyard/runtime';
import pino from 'pino';
import { TableJournal, type TableJournalOptions } from './table-journal';

const LINEAGE = '11111111-1111-4111-8111-111111111111';

let folder: string;
let path: string;
let journal: TableJournal;
let lines: string[];
/** The methods of all open files. */
let files: FileHandle;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-unwritable-journal-'));
  path = join(folder, 'routing-table');
  lines = [];
  const handle = await openFile(join(folder, 'other'), 'w');
  files = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await journal.close();
  await rm(folder, { recursive: true });
});

async function open(options: Partial<TableJournalOptions> = {}): Promise<void> {
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  ({ journal } = await TableJournal.open(path, { log, ...options }));
}
function apply(revision: number, bytes = 10): void {
  journal.noteEntry({ key: 'a', encoded: 'x'.repeat(bytes) });
  journal.noteApplied({ lineage: LINEAGE, revision, head: 'head', leftLineages: [], atMs: revision });
}
async function durableRevision(): Promise<number | null> {
  await journal.settled();
  return journal.durable?.revision ?? null;
}
/** Lets no file operation of this kind end. @returns lets them */
function hang(method: 'datasync' | 'write'): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  const original: (this: FileHandle, ...args: unknown[]) => Promise<unknown> = files[method] as never;
  jest.spyOn(files, method).mockImplementation(async function (this: FileHandle, ...args: unknown[]) {
    await promise;
    return original.apply(this, args) as never;
  } as never);
  return resolve;
}

test('once a write could not be made durable, nothing more counts as durable, and it says why', async () => {
  await open();
  apply(1);
  await journal.settled();
  jest.spyOn(files, 'datasync').mockRejectedValueOnce(new Error('EIO: i/o error, fdatasync'));
  apply(2);
  await until(() => journal.problem !== null, 'it has a problem');
  apply(3);
  expect(await durableRevision()).toBe(1);
  expect(journal.problem).toBe(
    'it cannot be made durable (EIO: i/o error, fdatasync). Fix that, and restart this data plane.',
  );
});

describe('while the disk is full', () => {
  const WAITING_BYTES_MAX = 1_000_000;
  const noSpace = () => jest.spyOn(files, 'write').mockRejectedValue(new Error('ENOSPC: no space left on device'));

  beforeEach(async () => {
    await open({ waitingBytesMax: WAITING_BYTES_MAX, writeBackoff: { firstMs: 1, mostMs: 1 } });
    apply(1);
    await journal.settled();
  });

  test('what was applied waits, and is written once there is room', async () => {
    const full = noSpace();
    apply(2, WAITING_BYTES_MAX / 2);
    await until(() => journal.problem !== null, 'it has a problem');
    expect(await durableRevision()).toBe(1);
    full.mockRestore();
    await until(() => journal.problem === null, 'it is written');
    expect(await durableRevision()).toBe(2);
  });

  test('too much that waits is given up: it takes no more memory, and nothing is written until a restart', async () => {
    const full = noSpace();
    apply(2, WAITING_BYTES_MAX / 2);
    await until(() => journal.problem !== null, 'it has a problem');
    expect(journal.problem).toBe('ENOSPC: no space left on device');
    apply(3, WAITING_BYTES_MAX / 2);
    const problem =
      'ENOSPC: no space left on device; too many changes are waiting to be written. Fix that, and restart this data plane.';
    expect(journal.problem).toBe(problem);
    full.mockRestore();
    apply(4);
    expect(await durableRevision()).toBe(1);
    expect(lines.filter((line) => line.includes('"level":50'))).toEqual([expect.stringContaining(problem)]);
    await journal.close();
    const { bytes } = journal;
    expect(bytes).toBeLessThan(WAITING_BYTES_MAX / 2);
    await open();
    expect(await durableRevision()).toBe(1);
  });
});

describe('while the disk does not answer', () => {
  test.each(['write', 'datasync'] as const)('in %s, it says so, and goes on when it answers', async (method) => {
    await open({ hangMs: 50 });
    apply(1);
    await journal.settled();
    const told = jest.fn();
    const goOn = hang(method);
    apply(2);
    journal.onChange(() => told(journal.problem));
    await until(() => journal.problem !== null, 'it has a problem');
    expect(journal.problem).toBe('the disk has not answered for 0.05 s');
    expect(await durableRevision()).toBe(1);
    goOn();
    await until(() => journal.problem === null, 'it has answered');
    expect(await durableRevision()).toBe(2);
    expect(told.mock.calls).toEqual([['the disk has not answered for 0.05 s'], [null]]);
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ level: 50, path, msg: expect.stringContaining('does not answer') as unknown }),
      expect.objectContaining({ level: 30, path, msg: expect.stringContaining('answers again') as unknown }),
    ]);
  });

  test('what waits is bounded', async () => {
    await open({ hangMs: 50, waitingBytesMax: 1_000_000 });
    const goOn = hang('write');
    apply(1);
    await until(() => journal.problem !== null, 'it has a problem');
    apply(2, 1_000_001);
    expect(journal.problem).toContain('too many changes are waiting to be written');
    goOn();
  });

  test('a stop does not wait for it for long, and says so', async () => {
    await open({ closeMsMax: 50 });
    apply(1);
    await journal.settled();
    const goOn = hang('datasync');
    apply(2);
    expect(await journal.close()).toBe(false);
    expect(lines).toEqual([expect.stringContaining('does not answer; exiting without it')]);
    goOn();
    expect(await journal.close()).toBe(true);
  });
});
