import { logNodeWarnings, openLogSink } from '@switchyard/runtime';
import { pino } from 'pino';
import { prepareFirstTable } from './first-table-preparation';
import type { SocketHandle } from './http/listening-socket';
import { PROGRAM_NAME } from './program-name';
import { readSettings } from './settings';
import { WorkerLog } from './workers/worker-log';
import { ALIVE_INTERVAL_MS, type FromWorker, type ToWorker, type WorkerStart } from './workers/worker-message';
import { WorkerProgram } from './workers/worker-program';

/** Runs a worker of the data plane, which the primary has forked with its own environment. */
export function runWorker(environment: NodeJS.ProcessEnv): void {
  // A terminal or supervisor sends them to the whole group. The primary tells workers what to do, and they end when it does.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => undefined);
  let program: WorkerProgram | null = null;
  process.on('message', (message: ToWorker, socket: unknown) => {
    if (message.kind === 'START') program = startProgram(environment, message.start);
    else if (message.kind === 'DRAIN') void drain(program);
    else void program?.receive(message, socket as SocketHandle | undefined);
  });
  setInterval(() => void send({ kind: 'ALIVE' }), ALIVE_INTERVAL_MS).unref();
  void send({ kind: 'READY' });
}

/** @param program null if it was told to stop before it had begun */
async function drain(program: WorkerProgram | null): Promise<void> {
  await program?.drain();
  // Once this is on its way, so is everything that was told before, log lines too.
  await send({ kind: 'ALIVE' });
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
  return new WorkerProgram({
    gateway: { ...settings, log },
    start,
    send,
    onFirstTable,
    logLinesDropped: () => sink.droppedInAll,
  });
}

async function send(message: FromWorker): Promise<void> {
  await new Promise<void>((resolve) => {
    // Without the primary nobody is left to tell.
    if (!process.connected || process.send === undefined) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}
