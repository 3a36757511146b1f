import { EXIT_CODES } from './exit-codes';
import { CliFailure, fileFault } from './failure';
import { run } from './run';

const EXIT_CODE_SIGTERM = 143;

/** Runs the command line of this process, and sets the exit code. */
export async function runProgram(): Promise<void> {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      const exitCode = signal === 'SIGTERM' ? { exitCode: EXIT_CODE_SIGTERM } : {};
      const failure = new CliFailure('interrupted', 'Interrupted.', exitCode);
      // A second Ctrl-C exits without a message.
      if (interruption.signal.aborted) process.exit(failure.exitCode);
      interruption.abort(failure);
    });
  }
  // A reader such as `head` may close the pipe early; the command still runs to its end.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`switchyard: Cannot write to standard output: ${fileFault(error)}.\n`);
    process.exit(EXIT_CODES.fault);
  });
  // A failure that cannot be printed keeps its exit code: Node's default, 1, would mean a difference.
  process.stderr.on('error', () => undefined);

  process.exitCode = await run(process.argv.slice(2), {
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    folder: process.cwd(),
    interrupted: interruption.signal,
  });
}
