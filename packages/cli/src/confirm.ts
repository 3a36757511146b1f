import { createInterface } from 'node:readline';
import { asFailure, CliFailure } from './failure';
import type { Io } from './io';

/** Whether a person at a terminal can be asked. */
export function canAsk({ stdin, stderr }: Io): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/** @throws CliFailure unless the answer is yes */
export async function confirm(question: string, io: Io): Promise<void> {
  io.stderr.write(`${question} [y/N] `);
  const answer = await readLine(io);
  if (/^y(es)?$/i.test(answer.trim())) return;
  throw new CliFailure('interrupted', 'Declined: nothing was changed.');
}

/** Reads one line; null if the input ends first. */
function readLine({ stdin, stderr, interrupted }: Io): Promise<string> {
  // As no terminal of its own it leaves Ctrl-C to the process, where it is waited for.
  const lines = createInterface({ input: stdin, terminal: false });
  const line = new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(''));
    const interrupt = (): void => {
      stderr.write('\n');
      reject(asFailure(interrupted.reason));
    };
    if (interrupted.aborted) interrupt();
    else interrupted.addEventListener('abort', interrupt, { once: true });
  });
  return line.finally(() => lines.close());
}
