import type { Coverage } from '@switchyard/contract';
import { UnkeptRevisions } from './unkept-revisions';

const LINEAGE = '0199b0a0-0000-7000-8000-000000000001';
const at = (revision: number): Coverage => ({ lineage: LINEAGE, revision });
const entries = (changes: Record<string, string | null>) => new Map(Object.entries(changes));
const changesOf = (unkept: UnkeptRevisions) => Object.fromEntries(unkept.changes());

let durable: Coverage | null;
let unkept: UnkeptRevisions;
beforeEach(() => {
  durable = null;
  unkept = new UnkeptRevisions(() => durable);
});
function becomesDurable(revision: number): void {
  durable = at(revision);
  unkept.forgetKept();
}

it('has the whole table while no file has it', () => {
  unkept.begin(at(1), entries({ a: '1', b: '1' }));
  for (let revision = 2; revision <= 100; revision += 1)
    unkept.add(at(revision), entries({ b: String(revision), c: null }));
  expect(unkept.isWhole).toBe(true);
  expect(changesOf(unkept)).toEqual({ a: '1', b: '100' });
});

it('forgets what the file surely has, and keeps what came later', () => {
  unkept.begin(at(1), entries({ a: '1' }));
  unkept.add(at(2), entries({ b: '2' }));
  unkept.add(at(3), entries({ c: '3' }));
  becomesDurable(2);
  expect([unkept.isWhole, changesOf(unkept)]).toEqual([false, { c: '3' }]);
  becomesDurable(3);
  expect(changesOf(unkept)).toEqual({});
});

it('forgets nothing for a revision of the file that is not among them', () => {
  durable = at(7);
  unkept.begin(at(9), entries({ a: '9' }));
  becomesDurable(7);
  expect([unkept.isWhole, changesOf(unkept)]).toEqual([true, { a: '9' }]);
});

it('loses nothing of many revisions while the file stays behind', () => {
  unkept.beginAtFile(at(1));
  for (let revision = 2; revision <= 60; revision += 1) unkept.add(at(revision), entries({ [`key${revision}`]: 'x' }));
  becomesDurable(3);
  expect(Object.keys(changesOf(unkept))).toEqual(expect.arrayContaining(['key4', 'key60']));
  expect(Object.keys(changesOf(unkept)).length).toBeGreaterThanOrEqual(57);
  becomesDurable(60);
  expect(changesOf(unkept)).toEqual({});
});

it('keeps everything for a worker that reads the file, until that one is done', () => {
  unkept.beginAtFile(at(1));
  const first = unkept.pin();
  const second = unkept.pin();
  unkept.add(at(2), entries({ a: '2' }));
  becomesDurable(2);
  first();
  expect(changesOf(unkept)).toEqual({ a: '2' });
  second();
  expect(changesOf(unkept)).toEqual({});
});

it('takes each revision into the table that it has, which is not copied', () => {
  const table = entries({ a: '1', gone: '1' });
  unkept.begin(at(1), table);
  for (let revision = 2; revision <= 40; revision += 1)
    unkept.add(at(revision), entries({ a: String(revision), gone: null }));
  expect(Object.fromEntries(table)).toEqual({ a: '25' });
});

it('knows which files it follows', () => {
  const follows = (revisions: readonly number[]) => revisions.filter((revision) => unkept.follows(at(revision)));
  unkept.beginAtFile(at(5));
  for (let revision = 6; revision <= 40; revision += 1) unkept.add(at(revision), entries({ a: String(revision) }));
  expect(follows([4, 5, 6, 20, 40, 41])).toEqual([5, 6, 20, 40]);
  becomesDurable(38);
  expect(follows([5, 37, 38, 39, 40])).toEqual([38, 39, 40]);
  expect(unkept.follows({ ...at(38), lineage: 'another' })).toBe(false);
});

it('does not follow revisions of a lineage that was left, once they are joined with those of another', () => {
  const other = { lineage: '0199b0a0-0000-7000-8000-000000000002' };
  unkept.beginAtFile(at(5));
  unkept.add(at(6), entries({ a: '6' }));
  for (let revision = 3; revision <= 20; revision += 1)
    unkept.add({ ...other, revision }, entries({ a: String(revision) }));
  expect([unkept.follows(at(6)), unkept.follows({ ...other, revision: 6 })]).toEqual([false, true]);
});
