import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pause } from '@switchyard/runtime';

const MS_PER_MINUTE = 60_000;
const INTERRUPTED = 130;
/** How long a script may take to end what it is doing when it is to stop. */
const RUN_END_MS_MAX = 60_000;
/** Signals closer than this are the same Ctrl-C, which both the terminal and npm send. */
const SAME_SIGNAL_MS = 500;

export interface BoundedScript<Parts> {
  /** As in `npm run <name>`. */
  readonly name: string;
  readonly minutesMax: number;
  /** @param folder an empty one, which is removed in the end */
  readonly start: (folder: string) => Promise<Parts>;
  /** @param stopping tells it to end early; what it returns or throws after that does not count */
  readonly run: (parts: Parts, stopping: AbortSignal) => Promise<{ readonly hasFailed: boolean }>;
  readonly stop: (parts: Parts) => Promise<void>;
}

/**
 * Runs a script that starts programs, and then ends the process. If the script fails, is interrupted or takes too long, it
 * also stops what it has started and removes its folder, but lets it first finish starting, and end what it is doing. A
 * second signal ends the process at once.
 */
export async function runBoundedScript<Parts>(script: BoundedScript<Parts>): Promise<void> {
  const stopping = new AbortController();
  let exitCode = 0;
  let stoppingSinceMs = 0;
  const giveUp = (why: string, code: number) => {
    process.stderr.write(`${why}\n`);
    exitCode = code;
    stoppingSinceMs = performance.now();
    stopping.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!stopping.signal.aborted) giveUp('interrupted: stopping what was started', INTERRUPTED);
      else if (performance.now() - stoppingSinceMs > SAME_SIGNAL_MS) process.exit(INTERRUPTED);
    });
  }
  const tooLong = () => giveUp(`not done within ${script.minutesMax} minutes`, 1);
  const limit = setTimeout(tooLong, script.minutesMax * MS_PER_MINUTE);
  try {
    if (await hasFailed(script, stopping.signal)) exitCode ||= 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    exitCode ||= 1;
  } finally {
    clearTimeout(limit);
  }
  // A program that could not be stopped would keep this process alive.
  process.exit(exitCode);
}

async function hasFailed<Parts>(
  { name, start, run, stop }: BoundedScript<Parts>,
  stopping: AbortSignal,
): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), `switchyard-${name}-`));
  try {
    const parts = await start(folder);
    try {
      return await resultOf(run(parts, stopping), stopping);
    } finally {
      await stop(parts);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Waits for a run; once it is to stop, for a limited time. */
async function resultOf(running: Promise<{ readonly hasFailed: boolean }>, stopping: AbortSignal): Promise<boolean> {
  const ended = running.then(
    (result) => result.hasFailed,
    (error: unknown) => {
      if (stopping.aborted) return true;
      throw error;
    },
  );
  const overdue = Promise.withResolvers<boolean>();
  const wait = () => void pause(RUN_END_MS_MAX).then(() => overdue.resolve(true));
  if (stopping.aborted) wait();
  else stopping.addEventListener('abort', wait, { once: true });
  return Promise.race([ended, overdue.promise]);
}
