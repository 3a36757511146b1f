import { createInterface } from 'node:readline/promises';
import { asFailure, CliFailure } from './failure';
import type { Io } from './io';

/** Whether somebody sits there who can be asked. */
export function canAsk({ stdin, stderr }: Io): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/** @throws CliFailure where the answer is anything but yes */
export async function confirm(question: string, io: Io): Promise<void> {
  // As no terminal of its own it leaves Ctrl-C to the process, where it is waited for.
  const prompt = createInterface({ input: io.stdin, output: io.stderr, terminal: false });
  const closed = new Promise<string>((resolve) => prompt.once('close', () => resolve('')));
  try {
    const answer = await Promise.race([prompt.question(`${question} [y/N] `, { signal: io.interrupted }), closed]);
    if (/^y(es)?$/i.test(answer.trim())) return;
  } catch (error) {
    throw asFailure(io.interrupted.aborted ? io.interrupted.reason : error);
  } finally {
    prompt.close();
  }
  throw new CliFailure('interrupted', 'Answered with no: nothing was changed.');
}
