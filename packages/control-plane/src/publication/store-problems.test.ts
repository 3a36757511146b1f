import { InProcessKeyValueStore, type StoreProblem } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { pino } from 'pino';
import { ControlPlaneUnderTest } from '../testing/control-plane-under-test.suite';
import { StoreProblems } from './store-problems';

/** A store of which the test says what is wrong. */
class TroubledStore extends InProcessKeyValueStore {
  answer: readonly StoreProblem[] | Error = [];
  polls = 0;
  override async problems(): Promise<readonly StoreProblem[]> {
    this.polls += 1;
    if (this.answer instanceof Error) throw this.answer;
    return this.answer;
  }
}

const consumers = (count: number) => ({ key: 'table consumers', sentence: `${count} of 1000 consumers.` });
const limits = { key: 'statuses limits', sentence: 'Other limits.' };
let table: TroubledStore;
let statuses: TroubledStore;
let watched: StoreProblems | null = null;
let lines: string[];

beforeEach(() => {
  table = new TroubledStore();
  statuses = new TroubledStore();
  lines = [];
});
afterEach(() => watched?.close());

function watch(): StoreProblems {
  const write = (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg);
  watched = new StoreProblems({ stores: [table, statuses], log: pino({}, { write }), pollIntervalMs: 1 });
  watched.start();
  return watched;
}
async function polled(): Promise<void> {
  const before = table.polls;
  await until(() => table.polls > before + 1, 'the stores are asked again');
}

test('shows the problems of all stores with their present numbers, and logs each once', async () => {
  table.answer = [consumers(500)];
  const problems = watch();
  await until(() => problems.problem === '500 of 1000 consumers.', 'the problem is shown');
  table.answer = [consumers(501)];
  statuses.answer = [limits];
  await until(() => problems.problem === '501 of 1000 consumers. Other limits.', 'both problems are shown');
  expect(lines).toEqual(['storage problem: 500 of 1000 consumers.', 'storage problem: Other limits.']);
  table.answer = [limits];
  await until(() => problems.problem === 'Other limits. Other limits.', 'one of the problems is over');
  expect(lines.slice(2)).toEqual(['storage problem: Other limits.', 'storage problem is over: 501 of 1000 consumers.']);
  table.answer = statuses.answer = [];
  await until(() => problems.problem === null, 'there is no problem');
  expect(lines.slice(4)).toEqual(['storage problem is over: Other limits.', 'storage problem is over: Other limits.']);
});

test('what was last known of a store stands while it cannot be reached', async () => {
  table.answer = [consumers(500)];
  const problems = watch();
  await until(() => problems.problem !== null, 'the problem is shown');
  table.answer = new Error('cannot reach NATS');
  await polled();
  expect(problems.problem).toBe('500 of 1000 consumers.');
  expect(lines).toHaveLength(1);
});

test('asks no more once it is closed', async () => {
  watch().close();
  const closed = table;
  const before = closed.polls;
  table = new TroubledStore();
  watch();
  for (let turn = 0; turn < 3; turn += 1) await polled();
  expect(closed.polls).toBe(before);
});

test('every control plane shows them in GraphQL and logs them', async () => {
  table.answer = [consumers(500)];
  const stores = { routingTable: table, dataPlanes: statuses };
  const underTest = await ControlPlaneUnderTest.start(undefined, undefined, stores);
  const shown = () => underTest.get<{ storageProblem: string | null }>('{ controlPlane { storageProblem } }');
  await until(async () => (await shown()).storageProblem === '500 of 1000 consumers.', 'the problem is shown');
  expect(underTest.logLines.filter((line) => line.includes('storage problem: 500'))).toHaveLength(1);
  await underTest.stop();
});
