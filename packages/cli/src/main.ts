import { CliFailure } from './failure';
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
// Whoever reads the output, such as `head`, may have read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

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
