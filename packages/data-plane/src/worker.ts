import { logNodeWarnings, openLogSink } from '@switchyard/runtime';
import cluster from 'node:cluster';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { prepareFirstTable } from './first-table-preparation';
import { PROGRAM_NAME } from './program-name';
import { readSettings } from './settings';
import type { FromWorker, ToWorker, WorkerStart } from './workers/worker-message';
import { WorkerLog } from './workers/worker-log';
import { WorkerProgram } from './workers/worker-program';

/** How long the primary has to close its descriptor of the port; nothing tells when it has. */
const PORT_CLOSES_MS_MAX = 200;

/** Runs a worker of the data plane, which the primary has forked with its own environment. */
export function runWorker(environment: NodeJS.ProcessEnv): void {
  // A terminal or supervisor sends them to the whole group. The primary tells workers what to do, and they end when it does.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => undefined);
  let program: WorkerProgram | null = null;
  process.on('message', (message: ToWorker) => {
    if (message.kind === 'START') program = startProgram(environment, message.start);
    else if (message.kind === 'DRAIN') void drain(program);
    else void program?.receive(message);
  });
  void send({ kind: 'READY' });
}

/** @param program null if it was told to stop before it had begun */
async function drain(program: WorkerProgram | null): Promise<void> {
  await program?.drain();
  process.exit();
}

function startProgram(environment: NodeJS.ProcessEnv, start: WorkerStart): WorkerProgram {
  const settings = readSettings(environment);
  const sink = new WorkerLog({
    name: PROGRAM_NAME,
    sink: openLogSink(1, { name: PROGRAM_NAME }),
    primary: { isConnected: () => process.connected, send: (text) => send({ kind: 'LOG', text }) },
  });
  const log = pino({ name: PROGRAM_NAME, level: settings.logLevel }, sink).child({ worker: start.index });
  logNodeWarnings(log);
  const onFirstTable = prepareFirstTable();
  return new WorkerProgram({ gateway: { ...settings, log }, start, send, onFirstTable, leavePort });
}

/**
 * Cuts the connection to the primary, which then closes its descriptor of the port, while this worker still accepts connections.
 * Otherwise the kernel would go on making connections for the primary, which accepts none, and reset them at last.
 */
async function leavePort(): Promise<void> {
  // So that the cut does not end this process.
  if (cluster.worker !== undefined) cluster.worker.exitedAfterDisconnect = true;
  process.disconnect?.();
  await pause(PORT_CLOSES_MS_MAX);
}

async function send(message: FromWorker): Promise<void> {
  await new Promise<void>((resolve) => {
    // Without the primary nobody is left to tell.
    if (!process.connected || process.send === undefined) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}
