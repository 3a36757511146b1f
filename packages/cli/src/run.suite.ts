import { PassThrough, Readable, Writable } from 'node:stream';
import { tmpdir } from 'node:os';
import { CliFailure } from './failure';
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
  /** What is piped into the command. */
  readonly input?: string;
  /** What is typed at the terminal; null if nothing ever is. Without it there is no terminal. */
  readonly typed?: string | null;
  readonly interrupted?: AbortSignal;
  /** Ctrl-C is pressed when this appears on standard error. */
  readonly interruptAt?: string;
}

class Captured extends Writable {
  text = '';

  constructor(
    readonly isTTY: boolean,
    readonly onText: (text: string) => void = () => undefined,
  ) {
    super();
  }

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    this.onText(this.text);
    done();
  }
}

/** Runs a command line as a terminal or a pipeline would. */
export async function switchyard(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const isTerminal = options.typed !== undefined;
  const stdout = new Captured(isTerminal);
  const interruption = new AbortController();
  const stderr = new Captured(isTerminal, (text) => {
    if (options.interruptAt === undefined || !text.includes(options.interruptAt)) return;
    interruption.abort(new CliFailure('interrupted', 'Interrupted.'));
  });
  const typed = Object.assign(new PassThrough(), { isTTY: true });
  if (typeof options.typed === 'string') typed.end(options.typed);
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
    interrupted: options.interrupted ?? interruption.signal,
  });
  return { exitCode, output: stdout.text, errorOutput: stderr.text };
}

/** The one line of JSON that `--json` prints. */
export function jsonOf({ output }: Ended): Record<string, unknown> & { error?: Record<string, unknown> } {
  expect(output.trimEnd().split('\n')).toHaveLength(1);
  return JSON.parse(output) as Record<string, unknown>;
}
