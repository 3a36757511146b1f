import { EXIT_CODES } from './exit-codes';
import { CliFailure, fileFault } from './failure';
import { run } from './run';

const EXIT_CODE_SIGTERM = 143;

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    const exitCode = signal === 'SIGTERM' ? { exitCode: EXIT_CODE_SIGTERM } : {};
    const failure = new CliFailure('interrupted', 'Interrupted.', exitCode);
    // Whoever presses Ctrl-C again wants no explanation.
    if (interruption.signal.aborted) process.exit(failure.exitCode);
    interruption.abort(failure);
  });
}
// Whoever reads the output, such as `head`, may have read enough; the command goes on to its own end all the same.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`switchyard: Cannot write to standard output: ${fileFault(error)}.\n`);
  process.exit(EXIT_CODES.fault);
});
// A failure that nobody can be told of keeps its exit code: Node's own would be that of a difference.
process.stderr.on('error', () => undefined);

void run(process.argv.slice(2), {
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  folder: process.cwd(),
  interrupted: interruption.signal,
}).then((exitCode) => {
  process.exitCode = exitCode;
});
