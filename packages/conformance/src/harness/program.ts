import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { until } from '@switchyard/runtime';

const PACKAGES = join(__dirname, '../../..');
const DATA_PLANE = 'data-plane/dist/main.js';
/** At once, and in one process unless the caller's environment wants more: turns are exact per worker only. */
const DATA_PLANE_SETTINGS = {
  SWITCHYARD_SHUTDOWN_DELAY_SECONDS: '0',
  SWITCHYARD_DATA_PLANE_WORKERS: process.env['SWITCHYARD_DATA_PLANE_WORKERS'] ?? '1',
};
const OUTPUT_CHARACTERS_MAX = 10_000_000;

/**
 * Keeps what V8 has compiled for the next start, as `npm start` does: the tests start hundreds of programs, and each takes
 * half of the CPU.
 */
export const WITH_CODE_CACHE = ['--require', join(PACKAGES, '../scripts/code-cache.cjs')] as const;

/** What every program gets in addition to its settings. */
export const PROGRAM_ENVIRONMENT: Readonly<Record<string, string | undefined>> = {
  PATH: process.env['PATH'],
};

/** The system's limits for the program. */
export interface ProgramLimits {
  /** The most file descriptors that it may have open. */
  readonly openFilesMax?: number;
  /** What its standard output is; a socket by default. */
  readonly output?: ProgramOutput;
}

export type ProgramOutput = 'socket' | 'pipe' | 'terminal';

/** The commands that run another one with such an output. The shells become the program, so that signals reach it. */
const WITH_OUTPUT: Record<ProgramOutput, (command: readonly string[]) => readonly string[]> = {
  socket: (command) => command,
  pipe: (command) => ['bash', '-c', 'exec "$0" "$@" > >(exec cat)', ...command],
  terminal: (command) => ['script', '-qefc', command.map((word) => `'${word}'`).join(' '), '/dev/null'],
};

/** One of the built programs, run as an operator would: with settings from the environment only. */
export class Program {
  readonly #child: ChildProcess;
  #output = '';

  /**
   * A data plane has its own folder until it ends, stops without a delay and has one worker, unless the settings say
   * otherwise.
   *
   * @param file a path below `packages/`, such as `data-plane/dist/main.js`, or an absolute path
   */
  constructor(
    file: string,
    settings: Record<string, string>,
    node: string = process.execPath,
    args: readonly string[] = [],
    { openFilesMax, output = 'socket' }: ProgramLimits = {},
  ) {
    const command = WITH_OUTPUT[output]([node, ...WITH_CODE_CACHE, resolve(PACKAGES, file), ...args]);
    const limited = openFilesMax === undefined ? [] : ['sh', '-c', `ulimit -n ${openFilesMax} && exec "$0" "$@"`];
    const [first = node, ...rest] = [...limited, ...command];
    const isDataPlane = file.endsWith(DATA_PLANE);
    const ownFolder =
      isDataPlane && settings['SWITCHYARD_DATA_DIR'] === undefined
        ? mkdtempSync(join(tmpdir(), 'switchyard-program-'))
        : null;
    this.#child = spawn(first, rest, {
      env: {
        ...PROGRAM_ENVIRONMENT,
        ...(isDataPlane ? DATA_PLANE_SETTINGS : {}),
        ...(ownFolder === null ? {} : { SWITCHYARD_DATA_DIR: ownFolder }),
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (ownFolder !== null) this.#child.once('exit', () => rmSync(ownFolder, { recursive: true, force: true }));
    for (const stream of this.#outputs) {
      stream.on('data', (chunk: Buffer) => (this.#output = (this.#output + chunk).slice(-OUTPUT_CHARACTERS_MAX)));
    }
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the program was not started');
    return this.#child.pid;
  }

  get #outputs(): Readable[] {
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error('the program has no output');
    return [stdout, stderr];
  }

  /** Reads its output, or stops reading it: then the pipes fill, as those of a reader that hangs. */
  readOutput(wanted: boolean): void {
    for (const stream of this.#outputs) {
      if (wanted) stream.resume();
      else stream.pause();
    }
  }

  /** Everything that it has written to either stream, as far as it was read. */
  get output(): string {
    return this.#output;
  }

  /**
   * Waits for the log line that says where it listens and returns the address, such as `http://127.0.0.1:34567`. Give it
   * port 0, so that no other program can take the port first.
   *
   * @param member the field of the log line
   */
  async listensOn(member: 'url' | 'adminUrl'): Promise<string> {
    const line = new RegExp(`^\\{.*"${member}":"(http://[^"]+)".*"msg":"[^"]*\\blisten(s|ing)\\b.*\\}$`, 'm');
    return until(() => {
      const [, url] = line.exec(this.#output) ?? [];
      if (url !== undefined) return url;
      if (!this.isRunning) throw new Error(`the program exited:\n${this.#output}`);
      return null;
    }, `the program logs its ${member}`);
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits for its end and all its output. Returns the exit code; null if a signal ended it. */
  async ended(): Promise<number | null> {
    if (this.isRunning) await once(this.#child, 'close');
    return this.#child.exitCode;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.isRunning) this.#child.kill(signal);
    return this.ended();
  }
}
