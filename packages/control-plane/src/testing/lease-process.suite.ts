import { until } from '@switchyard/runtime';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** Lets plain Node load sources, which for these files only need their types removed. */
const LOADER = `
require.extensions['.ts'] = (module, file) => module._compile(
  require('@swc/core').transformFileSync(file, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } }).code,
  file,
);`;

const PROGRAM = `
const { PostgresPublicationLease } = require(${JSON.stringify(join(__dirname, '../publication/postgres-publication-lease.ts'))});
const log = { info: () => {}, warn: () => {} };
const lease = new PostgresPublicationLease({ connectionString: process.argv[1], log, onCommit: () => {} });
void lease.acquire(new AbortController().signal).then(() => {
  const report = () => process.stdout.write(lease.held + '\\n');
  report();
  setInterval(report, 10);
});`;

/** A process that holds the lease, and reports every 10 ms whether it believes so. A test may stop or kill it. */
export class LeaseProcess {
  /** What it has reported: `true` or `false`. */
  readonly seen: string[] = [];
  readonly #child: ChildProcessByStdio<null, Readable, null>;

  private constructor(databaseUrl: string) {
    this.#child = spawn(process.execPath, ['-e', LOADER + PROGRAM, databaseUrl], {
      cwd: __dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child.stdout.on('data', (chunk: Buffer) => this.seen.push(...String(chunk).trim().split('\n')));
  }

  /** Resolves when it holds the lease. */
  static async start(databaseUrl: string): Promise<LeaseProcess> {
    const started = new LeaseProcess(databaseUrl);
    await until(() => started.seen.includes('true'), 'the process holds the lease');
    return started;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  forget(): void {
    this.seen.length = 0;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const ended = once(this.#child, 'close');
    this.#child.kill(signal);
    await ended;
  }
}
