import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { until } from '@switchyard/runtime';
import { PROGRAM_ENVIRONMENT, WITH_CODE_CACHE } from './program';

const PROGRAM = join(__dirname, '../../../cli/bin/switchyard.js');

export interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
  readonly errorOutput: string;
}

/** `switchyard` as a pipeline runs it: with settings from the environment, in a separate folder, without a terminal. */
export class CommandLine {
  /** Everything that any command has written. */
  everything = '';

  constructor(
    readonly folder: string,
    readonly settings: Record<string, string>,
  ) {}

  /** @param input standard input */
  async run(args: readonly string[], settings: Record<string, string> = {}, input = ''): Promise<Ended> {
    return this.start(args, settings, input).ended();
  }

  /** Runs it with `--json` and returns the parsed output. */
  async json<T>(args: readonly string[], exitCode = 0): Promise<T> {
    const ended = await this.run([...args, '--json']);
    if (ended.exitCode !== exitCode)
      throw new Error(`${args.join(' ')} exited with ${ended.exitCode}: ${ended.output}`);
    return JSON.parse(ended.output) as T;
  }

  start(args: readonly string[], settings: Record<string, string> = {}, input = ''): RunningCommand {
    const child = spawn(process.execPath, [...WITH_CODE_CACHE, PROGRAM, ...args], {
      cwd: this.folder,
      env: { ...PROGRAM_ENVIRONMENT, ...this.settings, ...settings },
    });
    child.stdin.on('error', () => undefined).end(input);
    return new RunningCommand(child, (text) => (this.everything += text));
  }
}

export class RunningCommand {
  output = '';
  errorOutput = '';
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;

  constructor(child: ChildProcess, onText: (text: string) => void) {
    this.#child = child;
    this.#closed = once(child, 'close');
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.output += text;
      onText(text);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errorOutput += text;
      onText(text);
    });
  }

  async untilItSays(text: string): Promise<void> {
    await until(() => (this.output + this.errorOutput).includes(text), `the output contains "${text}"`);
  }

  /** Stops reading a stream, like `head` once it has enough. */
  stopReading(stream: 'stdout' | 'stderr'): void {
    this.#child[stream]?.destroy();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async ended(): Promise<Ended> {
    await this.#closed;
    return { exitCode: this.#child.exitCode, output: this.output, errorOutput: this.errorOutput };
  }
}
