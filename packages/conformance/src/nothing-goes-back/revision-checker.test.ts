import { firstTable } from './expected-table';
import { type Observation, RevisionChecker } from './revision-checker';

const FIRST = 10;
const RECEIVED = { model: 'model-a', place: 0, credential: 0 };
const ANSWER: Observation = {
  dataPlane: 0,
  aiApi: 0,
  key: 0,
  reportedRevision: FIRST,
  status: 200,
  revision: FIRST,
  received: [RECEIVED],
};
let checker: RevisionChecker;
beforeEach(() => {
  checker = new RevisionChecker(FIRST, firstTable(1));
});

function faultsOf(...observations: Partial<Observation>[]): readonly string[] {
  for (const observation of observations) checker.note({ ...ANSWER, ...observation });
  checker.end();
  return checker.faults;
}

it('accepts the answers of each revision, also before it is known to be committed', () => {
  checker.note(ANSWER);
  checker.note({ ...ANSWER, revision: FIRST + 1, received: [{ ...RECEIVED, model: 'model-b' }] });
  checker.noteCommitted(FIRST + 1, { kind: 'set-policy', aiApi: 0, model: 'model-b' });
  checker.noteCommitted(FIRST + 2, { kind: 'issue-key', aiApi: 0, key: 1 });
  checker.noteCommitted(FIRST + 3, { kind: 'revoke-key', aiApi: 0, key: 1 });
  const revoked = { key: 1, revision: FIRST + 3, status: 401, received: [] };
  expect(faultsOf(revoked, { ...revoked, revision: FIRST + 1 })).toEqual([]);
  expect(checker.revisionsSeen).toBe(3);
});

it('finds an answer of an older revision than the data plane had reported', () => {
  checker.noteCommitted(FIRST + 1, { kind: 'issue-key', aiApi: 0, key: 1 });
  checker.noteReported(0, FIRST + 1);
  expect(checker.reportedBy(0)).toBe(FIRST + 1);
  expect(faultsOf({ reportedRevision: checker.reportedBy(0) })).toEqual([
    expect.stringContaining('an older revision than was reported'),
  ]);
});

it.each<[string, Partial<Observation>]>([
  ['a key that is not valid', { revision: FIRST + 2, key: 1 }],
  ['a refused key that is valid', { revision: FIRST + 2, status: 401, received: [] }],
  ['the target of another revision', { revision: FIRST + 3, received: [RECEIVED] }],
  ['the endpoint of another revision', { revision: FIRST, received: [{ ...RECEIVED, place: 1 }] }],
  ['the credential of another revision', { revision: FIRST, received: [{ ...RECEIVED, credential: 1 }] }],
  ['a refused request that was sent all the same', { revision: FIRST + 2, key: 1, status: 401 }],
  ['a request that was sent twice', { received: [RECEIVED, RECEIVED] }],
])('finds a table that is not one revision: %s', (_, observation) => {
  checker.noteCommitted(FIRST + 1, { kind: 'issue-key', aiApi: 0, key: 1 });
  checker.noteCommitted(FIRST + 2, { kind: 'revoke-key', aiApi: 0, key: 1 });
  checker.noteCommitted(FIRST + 3, { kind: 'set-policy', aiApi: 0, model: 'model-b' });
  expect(faultsOf(observation)).toEqual([expect.stringContaining('not the answer of its revision')]);
});

it('finds answers of revisions that were never committed, and of none', () => {
  expect(faultsOf({ revision: FIRST - 1 }, { revision: FIRST + 1 }, { revision: null, status: 503 })).toEqual([
    expect.stringContaining('never committed'),
    expect.stringContaining('an answer of no revision'),
    expect.stringContaining('never committed'),
  ]);
});

it('finds a report of a revision that was never committed', () => {
  checker.noteReported(0, FIRST + 1);
  checker.noteReported(1, FIRST);
  expect(faultsOf()).toEqual(['data plane 0 reported revision 11, which was never committed']);
});
