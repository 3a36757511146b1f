import { PassThrough, Readable, Writable } from 'node:stream';
import { tmpdir } from 'node:os';
import { run } from './run';

export const TOKEN = 'syt_the-token-of-the-test';

export interface Ended {
  readonly exitCode: number;
  readonly output: string;
  readonly errorOutput: string;
}

export interface RunOptions {
  readonly url?: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly folder?: string;
  /** What is piped into it. */
  readonly input?: string;
  /** What somebody types at its terminal; no terminal unless given. */
  readonly typed?: string;
  readonly interrupted?: AbortSignal;
}

class Captured extends Writable {
  text = '';
  readonly isTTY: boolean;

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Runs a command line as a terminal or a pipeline would. */
export async function switchyard(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const isTerminal = options.typed !== undefined;
  const stdout = new Captured(isTerminal);
  const stderr = new Captured(isTerminal);
  const typed = Object.assign(new PassThrough(), { isTTY: true });
  if (options.typed !== undefined) typed.end(options.typed);
  const exitCode = await run(args, {
    stdin: isTerminal ? typed : Readable.from([Buffer.from(options.input ?? '')]),
    stdout,
    stderr,
    environment: {
      SWITCHYARD_TOKEN: TOKEN,
      ...(options.url === undefined ? {} : { SWITCHYARD_URL: options.url }),
      ...options.environment,
    },
    folder: options.folder ?? tmpdir(),
    interrupted: options.interrupted ?? new AbortController().signal,
  });
  return { exitCode, output: stdout.text, errorOutput: stderr.text };
}

/** The one line of JSON that `--json` prints. */
export function jsonOf({ output }: Ended): Record<string, unknown> & { error?: Record<string, unknown> } {
  expect(output.trimEnd().split('\n')).toHaveLength(1);
  return JSON.parse(output) as Record<string, unknown>;
}
