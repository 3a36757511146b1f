const MS_PER_MINUTE = 60_000;
const INTERRUPTED = 130;

export interface BoundedScript<Parts> {
  readonly minutesMax: number;
  readonly start: () => Promise<Parts>;
  readonly run: (parts: Parts) => Promise<{ readonly hasFailed: boolean }>;
  readonly stop: (parts: Parts) => Promise<void>;
}

/** Runs a script that starts programs, and stops them when it ends, fails, is interrupted or takes too long. */
export async function runBoundedScript<Parts>({ minutesMax, start, run, stop }: BoundedScript<Parts>): Promise<void> {
  let stopping: Promise<void> | null = null;
  let parts: Parts | null = null;
  const clean = () => (stopping ??= parts === null ? Promise.resolve() : stop(parts));
  const giveUp = (why: string, exitCode: number) => {
    process.stderr.write(`${why}\n`);
    void clean().finally(() => process.exit(exitCode));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => giveUp('interrupted', INTERRUPTED));
  setTimeout(() => giveUp(`not done within ${minutesMax} minutes`, 1), minutesMax * MS_PER_MINUTE).unref();
  try {
    parts = await start();
    const { hasFailed } = await run(parts);
    if (hasFailed) process.exitCode = 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  } finally {
    await clean();
  }
}
