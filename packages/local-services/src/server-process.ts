import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerCommand } from './server-command';
import { startWatchdog } from './watchdog';

const OUTPUT_LINES_MAX = 40;
const OUTPUT_LINE_CHARACTERS_MAX = 500;
const OUTPUT_DRAIN_MS = 500;

/** One run of a server, with the last lines of its output. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #outputLines: string[] = [];
  readonly ended: Promise<void>;
  #hasEnded = false;

  constructor(command: ServerCommand) {
    this.#child = spawn(command.file, command.args, {
      // In a separate process group, so that Ctrl-C at a terminal reaches only us; we stop the server.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: command.folder,
      ...(command.user === null ? {} : { uid: command.user.uid, gid: command.user.gid }),
    });
    this.#collect(this.#child.stdout);
    this.#collect(this.#child.stderr);
    const watchdog = this.#child.pid === undefined ? null : startWatchdog(this.#child.pid, command);
    this.ended = new Promise((resolve) => {
      const end = () => {
        this.#hasEnded = true;
        watchdog?.dismiss();
        resolve();
      };
      this.#child.once('exit', (code, signal) => {
        this.#note(`(ended with ${signal ?? `exit code ${code}`})`);
        end();
      });
      this.#child.on('error', (error) => {
        this.#note(`(could not start: ${error.message})`);
        if (this.#child.pid === undefined) end();
      });
    });
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** The last lines that the server wrote, oldest first. */
  get output(): string {
    return this.#outputLines.join('\n');
  }

  /** Sends the signal and waits for the server to end; kills it after `graceMs`. */
  async end(signal: NodeJS.Signals, graceMs: number): Promise<void> {
    if (this.#hasEnded) return;
    const killer = setTimeout(() => this.#child.kill('SIGKILL'), graceMs);
    this.#child.kill(signal);
    await this.ended;
    clearTimeout(killer);
  }

  /** Waits for unread output after the end; not forever, because a child of the server may hold its output open. */
  async drainOutput(): Promise<void> {
    const closed = [this.#child.stdout, this.#child.stderr].map(async (stream) => {
      if (stream !== null && !stream.closed) await once(stream, 'close');
    });
    await Promise.race([Promise.all(closed), delay(OUTPUT_DRAIN_MS)]);
  }

  #collect(stream: Readable | null): void {
    if (stream !== null) createInterface({ input: stream }).on('line', (line) => this.#note(line));
  }

  #note(line: string): void {
    this.#outputLines.push(line.slice(0, OUTPUT_LINE_CHARACTERS_MAX));
    if (this.#outputLines.length > OUTPUT_LINES_MAX) this.#outputLines.shift();
  }
}
