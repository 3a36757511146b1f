import { logNodeWarnings, openLogSink } from '@switchyard/runtime';
import { pino } from 'pino';
import { prepareFirstTable } from './first-table-preparation';
import { PROGRAM_NAME } from './program-name';
import { readSettings } from './settings';
import type { FromWorker, ToWorker, WorkerStart } from './workers/worker-message';
import { WorkerLog } from './workers/worker-log';
import { WorkerProgram } from './workers/worker-program';

/** Runs a worker of the data plane, which the primary has forked with its own environment. */
export function runWorker(environment: NodeJS.ProcessEnv): void {
  // A terminal or supervisor sends them to the whole group. The primary tells workers what to do, and they end when it does.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => undefined);
  let program: WorkerProgram | null = null;
  process.on('message', (message: ToWorker) => {
    if (message.kind === 'START') {
      program = startProgram(environment, message.start);
      return;
    }
    void receive(program, message).then((isOver) => {
      if (isOver) process.disconnect?.();
    });
  });
  void send({ kind: 'READY' });
}

/** @returns whether it is over */
async function receive(program: WorkerProgram | null, message: ToWorker): Promise<boolean> {
  if (program !== null) return program.receive(message);
  // It was told to stop before it had begun.
  if (message.kind !== 'DRAIN') return false;
  await send({ kind: 'DRAINED' });
  return true;
}

function startProgram(environment: NodeJS.ProcessEnv, start: WorkerStart): WorkerProgram {
  const settings = readSettings(environment);
  const sink = new WorkerLog(openLogSink(1, { name: PROGRAM_NAME }), (text) => void send({ kind: 'LOG', text }));
  const log = pino({ name: PROGRAM_NAME, level: settings.logLevel }, sink).child({ worker: start.index });
  logNodeWarnings(log);
  return new WorkerProgram({ gateway: { ...settings, log }, start, send, onFirstTable: prepareFirstTable() });
}

async function send(message: FromWorker): Promise<void> {
  await new Promise<void>((resolve) => {
    // Without the primary it is about to end, and nobody is left to tell.
    if (!process.connected || process.send === undefined) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}
