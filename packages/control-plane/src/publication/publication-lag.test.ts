import {
  encodeHead,
  HEAD_KEY,
  InProcessKeyValueStore,
  type KeyValueStore,
  SealingKey,
  TABLE_FORMAT_VERSION,
} from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { randomBytes, randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { CommittedPosition } from './committed-position';
import { PublicationLag } from './publication-lag';
import { PublishedHead } from './published-head';

const START = Date.parse('2026-03-01T12:00:00.000Z');
const LINEAGE = randomUUID();
const { tableKey } = new SealingKey(randomBytes(32).toString('base64'));

let store: InProcessKeyValueStore;
let nowMs: number;
let polls: number;
let committed: CommittedPosition;
let readCommitted: () => Promise<CommittedPosition>;
let lines: { level: number; msg: string }[];
const running: { close(): void }[] = [];

beforeEach(() => {
  store = new InProcessKeyValueStore();
  nowMs = 0;
  polls = 0;
  lines = [];
  committed = { lineage: LINEAGE, revision: 1, holderName: 'host-1 (process 42)' };
  readCommitted = async () => committed;
});
afterEach(() => {
  for (const each of running.splice(0)) each.close();
});

function lagOf(routingTable: KeyValueStore = store): PublicationLag {
  const head = new PublishedHead(routingTable, tableKey, 'test');
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) });
  const lag = new PublicationLag({
    head,
    readCommitted: () => {
      polls += 1;
      return readCommitted();
    },
    log,
    pollIntervalMs: 1,
    monotonicMs: () => nowMs,
    now: () => new Date(START + nowMs),
  });
  running.push(lag, head);
  lag.start();
  return lag;
}

const publish = (revision: number, lineage = LINEAGE) => {
  const head = {
    formatVersion: TABLE_FORMAT_VERSION,
    lineage,
    revision,
    entryCount: 0,
    sumMac: '0'.repeat(64),
    leftLineages: [],
    publishedAt: new Date(START).toISOString(),
  };
  return store.put(HEAD_KEY, encodeHead(tableKey, head));
};

/** Lets time pass, second by second, with a poll at each. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second <= seconds; second += 1) {
    const before = polls;
    // The second poll from here on was judged when the third begins.
    await until(() => polls >= before + 3, 'the database was polled');
    if (second < seconds) nowMs += 1_000;
  }
}

it('names a revision that is not published for 5 seconds, and logs it once, and once when it is over', async () => {
  await publish(11);
  committed = { ...committed, revision: 11 };
  const lag = lagOf();
  await pass(20);
  expect([lag.state, lag.problem]).toEqual(['ok', null]);
  committed = { ...committed, revision: 12 };
  await pass(4);
  committed = { ...committed, revision: 13 };
  expect([lag.state, lag.problem]).toEqual(['ok', null]);
  await pass(1);
  const problem =
    'revision 12 has been waiting to be published since 2026-03-01T12:00:20.000Z, and revision 11 is the latest ' +
    'published: check the control plane that publishes, host-1 (process 42), and its connections to Postgres and NATS';
  expect([lag.state, lag.problem]).toEqual(['behind', problem]);
  await pass(20);
  expect(lag.problem).toBe(problem);
  await publish(13);
  await until(() => lag.problem === null, 'the problem is over');
  await pass(20);
  expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
    [40, `publication problem: ${problem}`],
    [30, 'the publication problem is over'],
  ]);
});

it('sees no problem where each revision is published in time, however many are committed', async () => {
  const lag = lagOf();
  for (let revision = 1; revision <= 12; revision += 1) {
    committed = { ...committed, revision };
    await pass(2);
    await publish(revision);
    committed = { ...committed, revision: revision + 1 };
    await pass(2);
    expect(lag.problem).toBeNull();
  }
});

it('says that no control plane holds the lease, or that another database is published', async () => {
  committed = { ...committed, holderName: null };
  const lag = lagOf();
  await pass(5);
  expect(lag.problem).toBe(
    'revision 1 has been waiting to be published since 2026-03-01T12:00:00.000Z, and nothing is published: no control ' +
      'plane holds the publication lease; check that one is running and can reach Postgres and NATS',
  );
  await publish(7, randomUUID());
  await until(() => lag.problem?.includes('what is published belongs to another database'), 'it is noticed');
});

it('says that NATS was never reached', async () => {
  const unreachable = new InProcessKeyValueStore();
  jest.spyOn(unreachable, 'watch').mockReturnValue(() => undefined);
  const lag = lagOf(unreachable);
  await pass(5);
  expect(lag.problem).toContain('what is published is unknown, because this control plane has not reached NATS');
});

it('starts anew for a database that was given another lineage', async () => {
  await publish(9);
  committed = { ...committed, revision: 10 };
  const lag = lagOf();
  await pass(4);
  committed = { ...committed, lineage: randomUUID(), revision: 10 };
  await pass(4);
  expect(lag.problem).toBeNull();
  await pass(1);
  expect(lag.problem).toContain('since 2026-03-01T12:00:04.000Z');
});

it('says that the state is unknown while the database cannot be read for 5 seconds, and logs it once', async () => {
  await publish(1);
  const lag = lagOf();
  expect(lag.state).toBe('unknown');
  await pass(1);
  expect([lag.state, lag.problem]).toEqual(['ok', null]);
  readCommitted = () => Promise.reject(new Error('connect ECONNREFUSED'));
  await pass(4);
  expect(lag.problem).toBeNull();
  await pass(1);
  const problem =
    'whether revisions are being published is unknown since 2026-03-01T12:00:01.000Z: this control plane cannot read ' +
    'the database; check Postgres and the connection to it';
  expect([lag.state, lag.problem]).toEqual(['unknown', problem]);
  await pass(10);
  readCommitted = async () => committed;
  await until(() => lag.state === 'ok', 'it is known again');
  expect(lines.map(({ msg }) => msg)).toEqual([`publication problem: ${problem}`, 'the publication problem is over']);
});

it('gives a process that was stopped time to hear what was published meanwhile', async () => {
  await publish(1);
  committed = { ...committed, revision: 2 };
  const lag = lagOf();
  await pass(1);
  nowMs += 60_000;
  await pass(4);
  expect(lag.problem).toBeNull();
  await pass(1);
  expect(lag.problem).toContain('revision 2 has been waiting');
});

it('asks only once while the database does not answer', async () => {
  readCommitted = () => new Promise(() => undefined);
  const lag = lagOf();
  await until(() => polls === 1, 'it is asked');
  nowMs += 5_000;
  await until(() => {
    nowMs += 1_000;
    return lag.state === 'unknown' && lag.problem !== null;
  }, 'it counts as unreachable');
  expect(polls).toBe(1);
});
