import { constants } from 'node:os';
import { performance } from 'node:perf_hooks';
import { ArgumentsError, readArguments, USAGE } from './arguments';
import { checkMachine } from './check-machine';
import { CleanUps } from './processes/clean-ups';
import { checkDestination, publishReport } from './publish-report';
import { runBench } from './run-bench';

const CLEAN_UP_MS_MAX = 30_000;
const EXIT_CODE_OF_SIGNAL = 128;
const USAGE_EXIT_CODE = 2;

/** Runs the bench, and ends everything that it started, however it ends. @param args of the command line */
export async function runProgram(args: readonly string[]): Promise<void> {
  const cleanUps = new CleanUps();
  endOnSignals(cleanUps);
  try {
    const settings = readArguments(args);
    await checkMachine();
    await checkDestination(settings);
    const command = ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
    const report = await runBench(settings, command, cleanUps, say);
    await publishReport(report, settings);
    if (settings.outputFolder !== null) say(`wrote the page to ${settings.outputFolder}`);
    if (report.scenarios.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
  } catch (error) {
    complain(error);
    process.exitCode = error instanceof ArgumentsError ? USAGE_EXIT_CODE : 1;
  } finally {
    await cleanUps.run();
  }
}

function say(step: string): void {
  process.stderr.write(`${String(Math.round(performance.now() / 1_000)).padStart(5)} s  ${step}\n`);
}

function complain(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n${error instanceof ArgumentsError ? `\n${USAGE}\n` : ''}`);
}

/** Ctrl-C reaches this process more than once, through npm and from the terminal: only the first one counts. */
function endOnSignals(cleanUps: CleanUps): void {
  let isEnding = false;
  const end = (signal: NodeJS.Signals) => {
    if (isEnding) return;
    isEnding = true;
    const exit = () => process.exit(EXIT_CODE_OF_SIGNAL + constants.signals[signal]);
    say(`${signal}: ending everything that was started`);
    setTimeout(exit, CLEAN_UP_MS_MAX).unref();
    cleanUps.run().then(exit, exit);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
}
