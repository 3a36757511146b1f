import { openLogSink, type LogSink } from '@switchyard/runtime';
import { announce, announceJson } from './announcement';
import { progressOn } from './progress';
import { readSettings, settingsWarning } from './settings';
import { LOG_NAME, type Standalone } from './standalone';
import { lineOf, startStandalone } from './start-standalone';
import { StartFailure } from './start-failure';

/** One Ctrl-C can arrive several times, from the terminal and from the parent; a later signal is a second Ctrl-C. */
const SECOND_SIGNAL_AFTER_MS = 1_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const PARENT_POLL_MS = 500;
const failedCloseTimeoutMs = 3_000;
const OPTIONS = ['--json', '--end-with-parent'];
const EXIT_CODE_OF_SECOND_SIGNAL = 130;

/**
 * Runs both planes until a signal stops them. If they cannot start or keep running, it prints one line on standard error
 * and exits with 1.
 *
 * @param args `--json` for an announcement that programs can read; `--end-with-parent` to stop when the parent process is
 *   gone, even if it was killed
 */
export async function runProgram(environment: NodeJS.ProcessEnv, args: readonly string[]): Promise<void> {
  // A terminal that stands still must stop neither plane.
  const stdout = openLogSink(1, { name: LOG_NAME });
  const stderr = openLogSink(2, { name: LOG_NAME });
  const ending = endOnSignal(args.includes('--end-with-parent'), stderr);
  try {
    const isJson = readArguments(args).has('--json');
    const warning = settingsWarning(environment);
    if (warning !== null) stderr.write(`${warning}\n`);
    const onStep = isJson || !process.stderr.isTTY ? undefined : progressOn(stderr, process.stderr);
    const fail = (line: string) => ending.fail(line);
    const standalone = await startStandalone(readSettings(environment), stderr, fail, onStep);
    if (ending.hasFailed()) return ending.whenAsked(standalone);
    const signInLink = process.stdout.isTTY && !isJson ? await standalone.signInLink() : null;
    stdout.write(isJson ? announceJson(standalone) : announce(standalone, process.stdout, signInLink));
    ending.whenAsked(standalone);
  } catch (error) {
    ending.report(`Could not start: ${lineOf(error)}`);
    ending.forget();
  }
}

function readArguments(args: readonly string[]): ReadonlySet<string> {
  const unknown = args.find((argument) => !OPTIONS.includes(argument));
  if (unknown !== undefined) {
    throw new StartFailure(
      `Unknown option ${unknown}. The options are ${OPTIONS.join(', ')}; settings come from the environment.`,
    );
  }
  return new Set(args);
}

/** Listens for signals from the beginning, so that one during the start takes effect after it. */
function endOnSignal(withParent: boolean, stderr: LogSink) {
  let askedAtMs: number | null = null;
  let standalone: Standalone | null = null;
  let failed = false;
  /** Only the first failure is printed: it causes the others. */
  const report = (line: string) => {
    process.exitCode = 1;
    if (!failed) stderr.write(`${line}\n`);
    failed = true;
  };
  const close = async () => {
    if (standalone === null) return;
    try {
      await standalone.close();
    } catch (error) {
      report(`Could not stop: ${lineOf(error)}`);
    }
    process.exit();
  };
  const onSignal = () => {
    if (askedAtMs === null) {
      askedAtMs = performance.now();
      const patience =
        standalone === null ? '' : `; requests in flight may take up to ${standalone.drainSeconds} seconds`;
      stderr.write(`\nStopping${patience}. Press Ctrl-C again to end at once.\n`);
      void close();
    } else if (performance.now() - askedAtMs > SECOND_SIGNAL_AFTER_MS) {
      // The watchdog stops the embedded Postgres.
      process.exit(EXIT_CODE_OF_SECOND_SIGNAL);
    }
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  const parent = process.ppid;
  const parentWatch = setInterval(() => {
    if (!withParent || process.ppid === parent) return;
    clearInterval(parentWatch);
    onSignal();
  }, PARENT_POLL_MS).unref();
  return {
    whenAsked(started: Standalone): void {
      standalone = started;
      if (askedAtMs !== null) void close();
    },
    report,
    hasFailed: () => failed,
    fail(line: string): void {
      report(line);
      askedAtMs ??= performance.now();
      // Closing may hang on the part that has failed.
      setTimeout(() => process.exit(), failedCloseTimeoutMs).unref();
      void close();
    },
    forget(): void {
      clearInterval(parentWatch);
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
