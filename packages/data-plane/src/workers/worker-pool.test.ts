import pino from 'pino';
import { WorkerPool } from './worker-pool';

/** A worker that ends when it is told to. */
class FakeWorker {
  isRunning = true;
  kills = 0;
  readonly serving = Promise.withResolvers<void>();
  readonly #end = Promise.withResolvers<{ code: number | null; signal: string | null }>();
  readonly ended = this.#end.promise;

  constructor(
    readonly index: number,
    readonly pid: number,
  ) {}

  kill(): void {
    this.kills += 1;
    this.end(null, 'SIGKILL');
  }
  end(code: number | null, signal: string | null = null): void {
    this.isRunning = false;
    this.#end.resolve({ code, signal });
  }
}

let workers: FakeWorker[];
let waits: number[];
let lines: Record<string, unknown>[];
let nowMs: number;
/** Why the next workers cannot be started. */
let forkErrors: Error[];
let ended: FakeWorker[];

async function pool(count: number, random = 0): Promise<WorkerPool<FakeWorker>> {
  const started = newPool(count, random);
  started.start();
  await settle();
  return started;
}
const pools: WorkerPool<FakeWorker>[] = [];
afterEach(() => Promise.all(pools.splice(0).map((each) => each.close())));
function newPool(count: number, random = 0, startsMax = count): WorkerPool<FakeWorker> {
  workers = [];
  waits = [];
  lines = [];
  ended = [];
  nowMs = 0;
  forkErrors = [];
  const made = new WorkerPool({
    count,
    fork: (index) => {
      const error = forkErrors.pop();
      if (error !== undefined) throw error;
      const worker = new FakeWorker(index, 100 + workers.length);
      workers.push(worker);
      return worker;
    },
    untilServing: (worker) => worker.serving.promise,
    startsMax,
    onEnded: (worker) => void ended.push(worker),
    log: pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) }),
    nowMs: () => nowMs,
    random: () => random,
    pause: async (ms) => void waits.push(ms),
  });
  pools.push(made);
  return made;
}
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
}
const latest = () => workers.at(-1)!;

it('starts as many as it is told to, and then the others', async () => {
  const starting = newPool(3);
  expect(workers).toEqual([]);
  starting.start(1);
  starting.start(1);
  await settle();
  expect(workers.map(({ index }) => index)).toEqual([0]);
  starting.start();
  await settle();
  expect(workers.map(({ index }) => index)).toEqual([0, 1, 2]);
});

it('starts so many at a time: the next one when one serves, or has ended, or cannot be started', async () => {
  const starting = newPool(5, 1, 2);
  starting.start();
  await settle();
  expect(workers.map(({ index }) => index)).toEqual([0, 1]);
  workers[1]!.serving.resolve();
  await settle();
  expect(workers.map(({ index }) => index)).toEqual([0, 1, 2]);
  forkErrors = [new Error('spawn ENOMEM')];
  workers[0]!.end(1);
  await settle();
  // Worker 3 could not be started, so worker 4 was.
  expect(workers.map(({ index }) => index)).toEqual([0, 1, 2, 4]);
  workers[2]!.serving.resolve();
  await settle();
  expect(workers.map(({ index }) => index)).toEqual([0, 1, 2, 4, 0]);
  starting.retire();
  workers[3]!.serving.resolve();
  await settle();
  expect(workers).toHaveLength(5);
});

it('replaces a worker that dies at once, under its index, and says so in one line', async () => {
  await pool(2);
  nowMs = 60_000;
  workers[1]!.end(null, 'SIGSEGV');
  await settle();
  expect(workers.map(({ index }) => index)).toEqual([0, 1, 1]);
  expect(waits).toEqual([]);
  expect(ended).toEqual([workers[1]]);
  expect(lines).toEqual([
    expect.objectContaining({
      worker: 1,
      workerPid: 101,
      signal: 'SIGSEGV',
      restartInMs: 0,
      msg: 'a worker exited; starting another one',
    }),
  ]);
});

it('waits longer each time that one dies soon after its start, up to ten seconds, and begins anew after a long life', async () => {
  await pool(1, 1);
  for (let death = 0; death < 9; death += 1) {
    latest().end(1);
    await settle();
  }
  expect(waits).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
  nowMs += 10_000;
  latest().end(1);
  await settle();
  latest().end(1);
  await settle();
  expect(waits).toHaveLength(8);
});

it('shortens the waits by up to half, so that workers do not start in step', async () => {
  await pool(1, 0);
  for (let death = 0; death < 3; death += 1) {
    latest().end(1);
    await settle();
  }
  expect(waits).toEqual([100, 200]);
});

it('takes a worker that cannot be started for one that has died, and tries again ever later', async () => {
  const starting = newPool(1, 1);
  forkErrors = Array.from({ length: 4 }, () => new Error('spawn ENOMEM'));
  starting.start();
  await settle();
  expect(waits).toEqual([200, 400, 800]);
  expect(lines[0]).toMatchObject({ worker: 0, restartInMs: 0, msg: 'cannot start a worker; retrying' });
  expect(lines[0]?.['err']).toMatchObject({ message: 'spawn ENOMEM' });
  expect([lines.length, workers.length]).toEqual([4, 1]);
});

it('replaces none once it has retired, and ends those that still run', async () => {
  const retiring = await pool(2);
  retiring.retire();
  workers[0]!.end(0);
  await settle();
  expect([workers.length, lines]).toEqual([2, []]);
  await retiring.close();
  expect(workers.map(({ kills }) => kills)).toEqual([0, 1]);
  expect([...retiring.running]).toEqual([]);
});
