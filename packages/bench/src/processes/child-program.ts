import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { pause, until } from '@switchyard/runtime';

const OUTPUT_CHARACTERS_MAX = 20_000;
const STOP_MS_MAX = 5_000;

export interface ChildProgramOptions {
  /** Instead of this process's environment. */
  readonly environment?: NodeJS.ProcessEnv;
  /** The cores that it may use, as `taskset --cpu-list` takes them; by default those of this process. */
  readonly cores?: string;
}

/**
 * A program that the bench runs. It ends with the bench: at the latest the kernel sends it SIGTERM when this process is
 * gone, however that came about.
 */
export class ChildProgram {
  readonly #child: ChildProcess;
  readonly #command: string;
  #output = '';

  constructor(file: string, args: readonly string[], { environment = process.env, cores }: ChildProgramOptions = {}) {
    this.#command = file;
    const pinned = cores === undefined ? [] : ['taskset', '--cpu-list', cores];
    // Both replace themselves by the program, so that its process id is the child's.
    const [first = '', ...rest] = [...pinned, 'setpriv', '--pdeathsig', 'TERM', file, ...args];
    this.#child = spawn(first, rest, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#output = (this.#output + chunk).slice(-OUTPUT_CHARACTERS_MAX)));
    }
    this.#child.on('error', (error) => (this.#output += `${first}: ${error.message}\n`));
  }

  /** @throws Error if it did not start */
  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`cannot run ${this.#command}`);
    return this.#child.pid;
  }

  /** The end of what it wrote. */
  get output(): string {
    return this.#output;
  }

  get isRunning(): boolean {
    return this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /**
   * Asks repeatedly until there is an answer.
   *
   * @param what completes the sentence "waiting until …"
   * @throws Error with its output as soon as the program has ended
   */
  async until<T>(ask: () => T | Promise<T>, what: string): Promise<Exclude<T, null | undefined | false | Error>> {
    const answer = await until<T | Error>(
      () => (this.isRunning ? ask() : new Error(`${this.#command} ended while waiting until ${what}\n${this.#output}`)),
      what,
    );
    if (answer instanceof Error) throw answer;
    return answer as Exclude<T, null | undefined | false | Error>;
  }

  /** Waits for its end. @throws Error with its output if it fails or takes longer, after which it is stopped */
  async succeeds(withinMs: number): Promise<void> {
    const isOver = await this.#endsWithin(withinMs);
    if (!isOver) await this.stop();
    if (isOver && this.#child.exitCode === 0) return;
    const how = isOver
      ? `ended with ${this.#child.exitCode ?? this.#child.signalCode}`
      : `timed out after ${withinMs} ms`;
    throw new Error(`${this.#command}: ${how}\n${this.#output}`);
  }

  async stop(): Promise<void> {
    if (!this.isRunning) return;
    this.#child.kill('SIGTERM');
    if (await this.#endsWithin(STOP_MS_MAX)) return;
    this.#child.kill('SIGKILL');
    await this.#endsWithin(STOP_MS_MAX);
  }

  async #endsWithin(ms: number): Promise<boolean> {
    if (!this.isRunning) return true;
    const aborted = new AbortController();
    const ended = once(this.#child, 'close', { signal: aborted.signal }).then(
      () => true,
      () => false,
    );
    const isOver = await Promise.race([ended, pause(ms, aborted.signal).then(() => false)]);
    aborted.abort();
    return isOver;
  }
}
