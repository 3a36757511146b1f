import { constants } from 'node:os';

const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;
/** A shell reports 128 and the signal's number for a program that a signal ended. */
const EXIT_CODE_OF_SIGNAL = 128;

/** Waits for SIGTERM or SIGINT. Another one afterwards ends the process at once. */
export async function stopSignal(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(EXIT_CODE_OF_SIGNAL + constants.signals[signal]);
    isStopping = true;
    resolve(signal);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  return promise;
}
