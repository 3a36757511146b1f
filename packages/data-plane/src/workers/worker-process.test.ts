import cluster from 'node:cluster';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@switchyard/runtime';
import pino from 'pino';
import type { FromWorker } from './worker-message';
import { forkWorker, type WorkerPatience, type WorkerProcess } from './worker-process';

/** Answers LISTEN, and PREPARE after a second; says something when it gets DRAIN and ends, and hangs when it gets DISCARD. */
const PROGRAM = `
const startedAt = Date.now();
while (Date.now() < startedAt + Number(process.env.START_MS ?? 0));
process.on('message', ({ kind }) => {
  if (kind === 'LISTEN') process.send({ kind: 'LISTENING', port: 1 });
  if (kind === 'PREPARE') setTimeout(() => process.send({ kind: 'PREPARED', changeCount: 1 }), 1_000);
  if (kind === 'DISCARD') for (;;);
  if (kind === 'DRAIN') {
    for (let port = 0; port < 500; port += 1) process.send({ kind: 'LOG', text: 'x'.repeat(1000) + port });
    process.send({ kind: "LOG", text: "the last" }, () => process.exit());
  }
});
setInterval(() => process.send({ kind: 'ALIVE' }), 20);
process.send({ kind: 'READY' });
`;
const PATIENT: WorkerPatience = {
  answerMsMax: 60_000,
  aliveIntervalMs: 60_000,
  silentIntervalsMax: 60,
  startIntervalsMax: 60,
};
const START_MS = 'START_MS';

let folder: string;
let worker: WorkerProcess;
let told: FromWorker[];
let lines: string[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-worker-process-'));
  const exec = join(folder, 'worker.cjs');
  writeFileSync(exec, PROGRAM);
  cluster.setupPrimary({ exec, args: [], execArgv: [] });
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(async () => {
  delete process.env[START_MS];
  worker.kill();
  await worker.ended;
});
/** @param startMs for how long it loads its program before it says anything */
async function start(patience: Partial<WorkerPatience>, startMs = 0): Promise<void> {
  process.env[START_MS] = String(startMs);
  told = [];
  lines = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  worker = forkWorker(7, (message) => told.push(message), log, { ...PATIENT, ...patience });
  await until(() => told.length > 0 || !worker.isRunning, 'it is ready, or has ended');
}
const entries = (bytes: number) => ({ kind: 'ENTRIES', entries: [['key', 'x'.repeat(bytes)]] }) as const;

it('ends a worker that stands still while a large message is on its way to it', async () => {
  await start({ answerMsMax: 300 });
  process.kill(worker.pid!, 'SIGSTOP');
  void worker.send(entries(1_048_576));
  await worker.send(entries(1_048_576));
  expect(await worker.ended).toEqual({ code: null, signal: 'SIGKILL' });
  expect(lines).toEqual([
    expect.stringMatching(/"worker":7,.*"message":"ENTRIES","msg":"a worker does not answer; killing it"/),
  ]);
});

it('waits longer for a worker that works on an answer and tells meanwhile that it is alive', async () => {
  await start({ answerMsMax: 500 });
  const revision = { lineage: '0199b0a0-0000-7000-8000-000000000001', revision: 1 };
  expect(await worker.ask({ kind: 'PREPARE', revision })).toMatchObject({ changeCount: 1 });
  expect([worker.isRunning, lines]).toEqual([true, []]);
});

it('ends a worker that never answers, although it is alive, and the answer is null', async () => {
  await start({ answerMsMax: 300 });
  const askedAtMs = performance.now();
  expect(await worker.ask({ kind: 'APPLY' })).toBeNull();
  expect(performance.now() - askedAtMs).toBeGreaterThan(600);
  await worker.ended;
  expect(lines).toEqual([expect.stringContaining('"message":"APPLY"')]);
});

it('lets a worker load its program for longer than one that runs may be silent', async () => {
  const asked = start({ aliveIntervalMs: 100, silentIntervalsMax: 5, answerMsMax: 500 }, 1_500);
  expect(await worker.ask({ kind: 'LISTEN' })).toMatchObject({ port: 1 });
  await asked;
  expect([worker.isRunning, lines]).toEqual([true, []]);
});

it('ends a worker whose start never ends', async () => {
  await start({ aliveIntervalMs: 100, startIntervalsMax: 5 }, 60_000);
  expect(await worker.ended).toMatchObject({ signal: 'SIGKILL' });
  expect(lines).toEqual([expect.stringContaining('a worker does not answer; killing it')]);
});

it('ends a worker that hangs while it is asked nothing, and lets one live that tells that it is alive', async () => {
  await start({ aliveIntervalMs: 200, silentIntervalsMax: 5 });
  const first = told.length;
  await until(() => told.length > first + 75, 'it has lived for longer than it may be silent');
  expect(lines).toEqual([]);
  await worker.send({ kind: 'DISCARD' });
  expect(await worker.ended).toMatchObject({ signal: 'SIGKILL' });
  expect(lines).toEqual([expect.stringContaining('a worker does not answer; killing it')]);
});

it('has received everything that a worker told when that has ended', async () => {
  await start({});
  expect(await worker.ask({ kind: 'LISTEN' })).toMatchObject({ port: 1 });
  void worker.send({ kind: 'DRAIN' });
  expect(await worker.ended).toMatchObject({ code: 0 });
  expect(told).toContainEqual({ kind: 'LOG', text: 'the last' });
  expect(await worker.ask({ kind: 'LISTEN' })).toBeNull();
});
