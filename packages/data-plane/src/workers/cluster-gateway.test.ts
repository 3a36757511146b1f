import cluster from 'node:cluster';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { until } from '@switchyard/runtime';
import pino from 'pino';
import type { LostWorker } from '../accounting/data-plane-usage';
import { TargetClosed } from '../table/revision-target';
import { ClusterGateway } from './cluster-gateway';

/**
 * A worker that serves any table. It answers each connection with its pid and the targets that it was told to skip before it
 * began to listen. One that listens late does so after it has told all, as one that is to drain while it begins to listen.
 */
const programOf = ({ hangsInDrain = false, listensLate = false }) => `
const suspended = [];
let listenLate = (then) => then();
const tell = (message, then) => process.send(message, undefined, undefined, then);
process.on('message', ({ kind, suspension }, socket) => {
  if (kind === 'PREPARE') tell({ kind: 'PREPARED', changeCount: 1 });
  if (kind === 'APPLY') tell({ kind: 'APPLIED', newFaults: [], endpointFaults: [] });
  if (kind === 'SUSPEND_LIKE_SIBLING') suspended.push(suspension.targetKey);
  if (kind === 'LISTEN') {
    const answer = JSON.stringify({ pid: process.pid, suspended });
    const server = require('node:net').createServer((connection) => connection.end(answer));
    const listen = () =>
      server.listen(socket, () => {
        tell({ kind: 'LISTENING', port: server.address().port });
        // When this arrives, the answer was read.
        tell({ kind: 'SUSPENDED_FOR_PEERS', suspensions: [] });
      });
    if (${listensLate}) {
      listenLate = (then) => listen().once('listening', then);
      tell({ kind: 'SUSPENDED_FOR_PEERS', suspensions: [] });
    } else listen();
    tell({ kind: 'SUSPENDED', suspension: { targetKey: 'a', remainingMs: 60_000, hardRemainingMs: null } });
  }
  if (kind === 'DRAIN') {
    while (${hangsInDrain});
    const delta = { requestsInFlight: 0, connections: 0, keyUses: [['key', 7]], health: null };
    const rows = { requests: [], attempts: [], latencies: [], records: [], gaps: [] };
    tell({ kind: 'USAGE', content: { ...rows, droppedRecords: 3 } });
    tell({ kind: 'USAGE_TOLD', atMs: 1, isLast: true });
    // The primary reads all of it while the process still runs.
    listenLate(() => tell({ kind: 'DELTA', delta }, () => setTimeout(() => process.exit(), 50)));
  }
});
setInterval(() => tell({ kind: 'ALIVE' }), 1_000);
tell({ kind: 'READY' });
`;
const SHARE = { requestsInFlightMax: 1, bufferedBytesMax: 1, consumerConnectionsMax: 1, socketsPerOriginMax: 1 };
const POSITION = { lineage: '0199b0a0-0000-7000-8000-000000000001', revision: 1 };

let folder: string;
let gateway: ClusterGateway;
let lines: string[];
let keysUsed: string[];
let droppedRecords: number[];
let lost: LostWorker[];
let suspensionsTold: number;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-cluster-gateway-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => gateway.close());

/** Begins to start two workers, and serves a table. */
async function start(habits: { readonly hangsInDrain?: boolean; readonly listensLate?: boolean } = {}): Promise<void> {
  lines = [];
  keysUsed = [];
  droppedRecords = [];
  lost = [];
  suspensionsTold = 0;
  const exec = join(folder, `worker-${Object.keys(habits).join('-')}.cjs`);
  writeFileSync(exec, programOf(habits));
  cluster.setupPrimary({ exec, args: [], execArgv: [] });
  gateway = new ClusterGateway(
    {
      host: '127.0.0.1',
      port: 0,
      drainMsMax: 0,
      drainGraceMs: 300,
      workerLimits: [SHARE, SHARE],
      file: null,
      writeLog: () => {},
      log: pino({}, { write: (line: string) => void lines.push(line) }),
    },
    {
      onKeyUsed: (id) => void keysUsed.push(id),
      onSuspended: () => void (suspensionsTold += 1),
      onHealthChanged: () => {},
      onUsage: (content) => void droppedRecords.push(content.droppedRecords),
      onWorkerLost: (worker) => void lost.push(worker),
    },
  );
  const { apply } = await gateway.target.prepare(POSITION, [], false);
  await apply();
}
/** Listens in both workers. @returns the port */
async function listen(): Promise<number> {
  const port = await gateway.listen();
  await until(() => suspensionsTold === 2, 'both workers have answered that they listen');
  return port;
}
async function ask(port: number): Promise<{ readonly pid: number; readonly suspended: readonly string[] }> {
  return JSON.parse(await text(connect(port, '127.0.0.1'))) as Awaited<ReturnType<typeof ask>>;
}
async function killAll(): Promise<readonly number[]> {
  const pids = [...gateway.target.workers].map(({ pid }) => pid!);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await until(() => !gateway.isRunning, 'they have ended');
  return pids;
}

it('keeps the port open while no worker runs, and has consumers wait for the next one', async () => {
  await start();
  const port = await listen();
  const killed = await killAll();
  const other = createServer().listen(port, '127.0.0.1');
  const answered = ask(port);
  expect(await once(other, 'error')).toMatchObject([{ code: 'EADDRINUSE' }]);
  const { pid } = await answered;
  expect(killed).not.toContain(pid);
});

it('tells a worker which targets are suspended before it listens', async () => {
  await start();
  const port = await listen();
  const suspended = await until(async () => {
    await killAll();
    const answer = await ask(port);
    return answer.suspended.length > 0 ? answer.suspended : null;
  }, 'a later worker knows it');
  expect(suspended).toContain('a');
});

it('receives what workers tell while they drain, and closes the port', async () => {
  await start();
  const port = await listen();
  await gateway.drain();
  expect(keysUsed).toEqual(['key', 'key']);
  expect([droppedRecords, lost]).toEqual([[3, 3], []]);
  await expect(ask(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('misses nothing of a worker that is told to drain while it begins to listen', async () => {
  await start({ listensLate: true });
  // It ends with the gateway.
  gateway.listen().catch(() => undefined);
  await until(() => suspensionsTold > 0, 'a worker was asked to listen');
  await gateway.drain();
  expect([droppedRecords, lost]).toEqual([[3], []]);
});

it('ends workers that have not ended soon after the time to drain', async () => {
  await start({ hangsInDrain: true });
  await listen();
  await gateway.drain();
  const message = 'shutting down: a worker has not exited in time; killing it';
  expect(lines.filter((line) => line.includes(message))).toHaveLength(2);
  expect(new Set(lost.map(({ index }) => index))).toEqual(new Set([0, 1]));
});

it('tells of a worker that served and ended without telling what its requests used, and of no other', async () => {
  await start();
  await killAll();
  expect(lost).toEqual([]);
  await listen();
  const beforeMs = Date.now();
  await killAll();
  expect(lost.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual([0, 1]);
  for (const { toldAtMs, endedAtMs } of lost) {
    expect(endedAtMs).toBeGreaterThanOrEqual(toldAtMs);
    expect(Math.abs(endedAtMs - beforeMs)).toBeLessThan(60_000);
  }
});

it('waits no longer for a worker when it is told so', async () => {
  await start();
  await killAll();
  const listening = expect(gateway.listen()).rejects.toThrow(TargetClosed);
  gateway.stopWaiting();
  await listening;
});
