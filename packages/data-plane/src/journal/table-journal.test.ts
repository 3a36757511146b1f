import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import pino from 'pino';
import { encodeRecord, MARK_SIGN } from './journal-record';
import { JOURNAL_HEADER } from './scan-journal';
import type { StoredTable } from './stored-table';
import { TableJournal } from './table-journal';

const L1 = '11111111-1111-4111-8111-111111111111';
const L2 = '22222222-2222-4222-8222-222222222222';

let folder: string;
let path: string;
const lines: string[] = [];
const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
let journals: TableJournal[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-journal-'));
  path = join(folder, 'routing-table');
  lines.length = 0;
});
afterEach(async () => {
  for (const journal of journals) await journal.close();
  journals = [];
  await rm(folder, { recursive: true });
});

async function open(options: { journalBytesMax?: number; nowMs?: () => number } = {}) {
  const opened = await TableJournal.open(path, { log, ...options });
  journals.push(opened.journal);
  return opened;
}
async function close(journal: TableJournal): Promise<void> {
  journals = journals.filter((other) => other !== journal);
  await journal.close();
}
const entry = (key: string, revision: number, encoded: string | null = `${key}@${revision} é`) => ({ key, encoded });
const mark = (revision: number, lineage = L1, leftLineages: readonly string[] = []) => ({
  lineage,
  revision,
  head: `head ${lineage} ${revision}\n{}`,
  leftLineages,
  atMs: revision,
});
/** What a journal says about the same revision at its next start. */
const kept = (revision: number, leftLineages: readonly string[] = []) => {
  const { atMs: currentAtMs, ...members } = mark(revision, L1, leftLineages);
  return { ...members, currentAtMs };
};
async function tableOf(stored: StoredTable | null): Promise<Record<string, string | null>> {
  const table: Record<string, string | null> = {};
  if (stored === null) return table;
  for await (const { key, encoded } of stored.entries()) {
    if (encoded === null) delete table[key];
    else table[key] = encoded;
  }
  return table;
}

/** What a start would have. */
async function tableAtStart(): Promise<Record<string, string | null>> {
  const { journal, stored } = await open();
  const table = await tableOf(stored);
  await close(journal);
  return table;
}

test('a new journal has nothing', async () => {
  const { journal, stored } = await open();
  expect(stored).toBeNull();
  expect(journal.durable).toBeNull();
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('gives back what the bucket held at the last applied revision, without what arrived later', async () => {
  const { journal } = await open();
  journal.noteEntry(entry('provider.a', 1));
  journal.noteEntry(entry('provider.b', 1));
  journal.noteApplied(mark(1));
  journal.noteEntry(entry('provider.a', 2));
  journal.noteEntry(entry('provider.b', 2, null));
  journal.noteApplied(mark(2, L1, [L2]));
  journal.noteEntry(entry('provider.a', 3));
  journal.noteEntry(entry('provider.c', 3));
  journal.noteCurrent(1_234);
  await close(journal);
  const { stored, journal: again } = await open();
  expect(stored).toMatchObject({ ...kept(2, [L2]), currentAtMs: 1_234 });
  expect(await tableOf(stored)).toEqual({ 'provider.a': 'provider.a@2 é' });
  expect(again.durable).toEqual({ lineage: L1, revision: 2 });
});

test('a first table larger than its buffer is written as it arrives', async () => {
  const { journal } = await open();
  const large = 'x'.repeat(300_000);
  for (const key of ['a', 'b', 'c']) journal.noteEntry({ key, encoded: large });
  expect(journal.bytes).toBeGreaterThan(600_000);
  journal.noteEntry({ key: 'd', encoded: 'small' });
  journal.noteApplied(mark(1));
  await close(journal);
  expect(await tableOf((await open()).stored)).toEqual({ a: large, b: large, c: large, d: 'small' });
});

test('a new file takes the place of the present one when it has a revision, and not before', async () => {
  const { journal: first } = await open();
  first.noteEntry(entry('a', 1));
  first.noteApplied(mark(1));
  await close(first);
  const { journal: second } = await open();
  await second.beginAnew();
  second.noteEntry(entry('b', 2));
  expect(second.durable).toMatchObject({ revision: 1 });
  await close(second);
  expect(await tableAtStart()).toEqual({ a: 'a@1 é' });
  const { journal: third } = await open();
  await third.beginAnew();
  third.noteEntry(entry('b', 3));
  third.noteApplied(mark(3));
  await close(third);
  expect(await tableAtStart()).toEqual({ b: 'b@3 é' });
  const { journal: fourth } = await open();
  await fourth.beginAnew();
  fourth.noteEntry(entry('c', 4));
  await fourth.goBack();
  fourth.noteEntry(entry('d', 5));
  fourth.noteApplied(mark(5));
  await close(fourth);
  expect(await tableAtStart()).toEqual({ b: 'b@3 é', d: 'd@5 é' });
  expect(await readdir(folder)).toEqual(['routing-table']);
});

test('a revision is durable once it is on the disk, and listeners learn it', async () => {
  const { journal } = await open();
  const told: unknown[] = [];
  journal.onChange(() => told.push(journal.durable));
  journal.noteEntry(entry('a', 1));
  journal.noteApplied(mark(1));
  expect(journal.durable).toBeNull();
  await journal.settled();
  expect(told).toEqual([{ lineage: L1, revision: 1 }]);
  expect((await readFile(path)).includes(MARK_SIGN)).toBe(true);
});

test('after enough changes it begins anew with a snapshot, and loses nothing that came meanwhile', async () => {
  const { journal } = await open({ journalBytesMax: 20_000 });
  for (let revision = 1; revision <= 500; revision += 1) {
    journal.noteEntry(entry(`k${revision % 10}`, revision));
    journal.noteApplied(mark(revision));
    if (revision % 50 === 0) await journal.settled();
  }
  await journal.settled();
  expect(journal.bytes).toBeLessThan(40_000);
  await close(journal);
  const { stored } = await open();
  expect(stored).toMatchObject(kept(500));
  expect(new Set(Object.values(await tableOf(stored)))).toEqual(
    new Set(Array.from({ length: 10 }, (_, index) => `k${(491 + index) % 10}@${491 + index} é`)),
  );
  expect(await readdir(folder)).toEqual(['routing-table']);
});

test('changes leave the journal for a snapshot after an hour, but nothing is written without a change', async () => {
  let nowMs = 0;
  const { journal } = await open({ nowMs: () => nowMs });
  const change = async (revision: number) => {
    journal.noteEntry(entry('a', revision, 'x'.repeat(1_000)));
    journal.noteApplied(mark(revision));
    await journal.settled();
  };
  for (const revision of [1, 2, 3]) await change(revision);
  const before = journal.bytes;
  nowMs = 3_600_000;
  await change(4);
  expect(journal.bytes).toBeLessThan(before / 2);
  nowMs *= 2;
  const { ino } = await stat(path);
  journal.noteCurrent(1);
  await journal.settled();
  expect((await stat(path)).ino).toBe(ino);
});

test('an end in the middle of a record, as after a crash, is cut off with one warning', async () => {
  const { journal } = await open();
  journal.noteEntry(entry('a', 1));
  journal.noteApplied(mark(1));
  await journal.settled();
  const { bytes } = journal;
  journal.noteEntry(entry('a', 2));
  journal.noteApplied(mark(2));
  await close(journal);
  await truncate(path, (await stat(path)).size - 3);
  const { stored, journal: again } = await open();
  expect(stored).toMatchObject(kept(1));
  expect(await tableOf(stored)).toEqual({ a: 'a@1 é' });
  expect(lines.map((line) => (JSON.parse(line) as { level: number }).level)).toEqual([40]);
  await again.settled();
  expect(again.bytes).toBe(bytes + encodeRecord({ kind: 'CURRENT', atMs: 1 }).length);
});

test.each([
  ['another file', async () => writeFile(path, 'hello\n'.repeat(100)), /not a routing table of Switchyard/],
  [
    'a newer format',
    async () => writeFile(path, 'switchyard routing table, format 7\nwhatever'),
    /has format 7; this release reads format 1/,
  ],
  [
    'one that is damaged before its last revision',
    async () => {
      const bytes = await readFile(path);
      bytes[JOURNAL_HEADER.length + 40]! ^= 1;
      await writeFile(path, bytes);
    },
    /is damaged at byte \d+/,
  ],
])('%s is put aside with one line, and a new journal begins', async (_, spoil, reason) => {
  const { journal } = await open();
  for (const revision of [1, 2]) {
    journal.noteEntry(entry('a', revision));
    journal.noteApplied(mark(revision));
  }
  await close(journal);
  await spoil();
  const spoilt = await readFile(path);
  const { stored, journal: again } = await open();
  expect(stored).toBeNull();
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({ level: 50, reason: expect.stringMatching(reason) as unknown });
  expect(await readFile(`${path}.refused`)).toEqual(spoilt);
  again.noteEntry(entry('a', 3));
  again.noteApplied(mark(3));
  await close(again);
  expect(await tableOf((await open()).stored)).toEqual({ a: 'a@3 é' });
});

test('a file that died before its first line was complete is as good as new', async () => {
  await writeFile(path, JOURNAL_HEADER.subarray(0, 5));
  const { stored } = await open();
  expect(stored).toBeNull();
  expect(lines).toEqual([]);
});

/** What happens to a journal, and what it must give back. */
type Step =
  | { readonly kind: 'entry'; readonly key: string; readonly isDeletion: boolean; readonly bytes: number }
  | { readonly kind: 'apply' }
  | { readonly kind: 'leave' }
  | { readonly kind: 'settle' }
  | { readonly kind: 'crash'; readonly lost: number };

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('entry' as const),
      key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      isDeletion: fc.boolean(),
      bytes: fc.nat(3_000),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ kind: 'apply' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'leave' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'settle' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('crash' as const), lost: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
);

test('whatever happens, a restart has one applied revision, whole, and none older than the last durable one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60 }),
      fc.integer({ min: 500, max: 20_000 }),
      async (steps, bytesMax) => {
        await rm(path, { force: true });
        const options = { journalBytesMax: bytesMax };
        let { journal } = await open(options);
        let lineage = 1;
        let revision = 0;
        let table = new Map<string, string>();
        /** The tables of all revisions that were applied, the latest last. */
        let applied: { at: string; table: Record<string, string> }[] = [{ at: 'null', table: {} }];
        const at = (coverage: { lineage: string; revision: number } | null) =>
          coverage === null ? 'null' : `${coverage.lineage} ${coverage.revision}`;
        const id = () => `00000000-0000-4000-8000-${String(lineage).padStart(12, '0')}`;
        const run = async (one: Step): Promise<void> => {
          switch (one.kind) {
            case 'entry': {
              const encoded = one.isDeletion ? null : `${one.key}@${lineage}.${revision + 1}${'x'.repeat(one.bytes)}`;
              if (encoded === null) table.delete(one.key);
              else table.set(one.key, encoded);
              journal.noteEntry({ key: one.key, encoded });
              return;
            }
            case 'apply':
              revision += 1;
              journal.noteApplied(mark(revision, id(), lineage > 1 ? [L2] : []));
              applied.push({ at: at({ lineage: id(), revision }), table: Object.fromEntries(table) });
              return;
            case 'leave':
              lineage += 1;
              revision = 0;
              return;
            case 'settle':
              await journal.settled();
              return;
            case 'crash': {
              const durable = at(journal.durable);
              // What was written after this moment is lost in part: the file ends anywhere behind what was durable.
              const kept = journal.bytes;
              await close(journal);
              const { size } = await stat(path);
              if (kept < size) await truncate(path, Math.floor(size - one.lost * (size - kept)));
              const opened = await open(options);
              ({ journal } = opened);
              const index = applied.findLastIndex((each) => each.at === at(opened.stored));
              expect(index).toBeGreaterThanOrEqual(applied.findLastIndex((each) => each.at === durable));
              expect(await tableOf(opened.stored)).toEqual(applied[index]!.table);
              applied = applied.slice(0, index + 1);
              table = new Map(Object.entries(applied[index]!.table));
              revision = opened.stored?.revision ?? 0;
              lineage = opened.stored === null ? lineage + 1 : Number(opened.stored.lineage.slice(-12));
            }
          }
        };
        for (const one of steps) await run(one);
        await run({ kind: 'crash', lost: 0 });
        await close(journal);
      },
    ),
    { numRuns: 60, endOnFailure: true },
  );
});

test('a start whose file is due for a snapshot has its table all the same', async () => {
  const { journal } = await open();
  for (const revision of [1, 2, 3]) {
    journal.noteEntry(entry('a', revision, 'x'.repeat(1_000)));
    journal.noteApplied(mark(revision));
  }
  await close(journal);
  const { journal: again, stored } = await open({ journalBytesMax: 100 });
  await again.beginAnew();
  await again.goBack();
  expect(Object.keys(await tableOf(stored))).toEqual(['a']);
});

test('a last mark with a wrong bit is damage, not the end of a crash', async () => {
  const { journal } = await open();
  journal.noteEntry(entry('a', 1));
  journal.noteApplied(mark(1));
  journal.noteEntry(entry('a', 2, null));
  journal.noteApplied(mark(2));
  await close(journal);
  const bytes = await readFile(path);
  bytes[bytes.lastIndexOf('"revision":2') + 11]! ^= 1;
  await writeFile(path, bytes);
  const { stored } = await open();
  expect(stored).toBeNull();
  expect(JSON.parse(lines[0]!)).toMatchObject({ level: 50, reason: expect.stringContaining('damaged') as unknown });
});

test('what is as it was when it was applied takes no room', async () => {
  const { journal } = await open();
  journal.noteEntry(entry('a', 1));
  journal.noteApplied(mark(1));
  await journal.settled();
  const { bytes } = journal;
  for (let turn = 0; turn < 10; turn += 1) {
    journal.noteEntry({ key: 'a', encoded: null });
    journal.noteEntry(entry('a', 1));
    journal.noteUnchanged();
    await journal.settled();
  }
  expect(journal.bytes).toBe(bytes);
  await close(journal);
  expect(await tableAtStart()).toEqual({ a: 'a@1 é' });
});
