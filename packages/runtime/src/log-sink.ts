import { writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { type LogDescriptor, nonBlockingDescriptor } from './log-descriptor';

/** How many bytes of lines wait for a reader that has stalled; further lines are dropped and counted. */
export const LOG_BUFFER_BYTES_MAX = 1_048_576;
/** How long the end of the process waits for a reader to take the last lines. */
export const LOG_FLUSH_MS_MAX = 500;
/** A pipe takes a write of up to this many bytes whole or not at all (PIPE_BUF, pipe(7)). */
const ATOMIC_BYTES_MAX = 4_096;
/** How often a stalled reader is tried again. */
const STALLED_RETRY_MS = 20;
/** After any other error: a full disk, a pipe without a reader. */
const FAILED_RETRY_MS = 1_000;
const FLUSH_PAUSE_MS = 5;
/** pino's number for `warn`. */
const WARN_LEVEL = 40;

export interface LogSinkOptions {
  /** Of the logger, for the sink's own lines. */
  readonly name: string;
  readonly bufferBytesMax?: number;
}

/**
 * Writes the lines of a log, in order, to a descriptor on which no write waits. A line is written at the end of the turn in
 * which it was logged. While the reader is stalled, lines wait in a bounded buffer; when it is full, lines are dropped,
 * and a line of the sink's own says how many, where they would have stood.
 *
 * A destination for pino.
 */
export class LogSink {
  readonly #descriptor: number;
  readonly #name: string;
  readonly #bufferBytesMax: number;
  #lines: { readonly text: string; readonly bytes: number }[] = [];
  #bytes = 0;
  /** What is left of a write that the descriptor took only in part. It comes first, or its line would be torn. */
  #rest: Buffer | null = null;
  #dropped = 0;
  #droppedInAll = 0;
  #isScheduled = false;

  /** @param descriptor see `nonBlockingDescriptor` */
  constructor(descriptor: number, { name, bufferBytesMax = LOG_BUFFER_BYTES_MAX }: LogSinkOptions) {
    this.#descriptor = descriptor;
    this.#name = name;
    this.#bufferBytesMax = bufferBytesMax;
  }

  /** How many lines were dropped since the start. */
  get droppedInAll(): number {
    return this.#droppedInAll;
  }

  /** @param text one or more whole lines */
  write(text: string): void {
    const bytes = Buffer.byteLength(text);
    // Once lines are dropped, half of the buffer must be free again, or every other line would be about dropped ones.
    const bytesMax = this.#dropped === 0 ? this.#bufferBytesMax : this.#bufferBytesMax / 2;
    if (this.#bytes + bytes > bytesMax) {
      this.#dropped += 1;
      this.#droppedInAll += 1;
      return;
    }
    this.#noteDropped();
    this.#push(text, bytes);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#flush());
  }

  /**
   * Writes everything before the process ends, and waits for a slow reader, with the thread blocked.
   *
   * @param msMax how long it waits at most; what has not been taken by then is lost
   */
  flushSync(msMax: number = LOG_FLUSH_MS_MAX): void {
    const untilMs = performance.now() + msMax;
    this.#noteDropped();
    while (this.#writeAll() === 'STALLED' && performance.now() < untilMs) sleepSync(FLUSH_PAUSE_MS);
  }

  #flush(): void {
    this.#isScheduled = false;
    const result = this.#writeAll();
    if (result === 'WRITTEN') return;
    this.#isScheduled = true;
    // The end of the process must not wait for the reader; `flushSync` is called then.
    setTimeout(() => this.#flush(), result === 'STALLED' ? STALLED_RETRY_MS : FAILED_RETRY_MS).unref();
  }

  #writeAll(): 'WRITTEN' | 'STALLED' | 'FAILED' {
    for (;;) {
      if (this.#bytes <= this.#bufferBytesMax / 2) this.#noteDropped();
      const chunk = this.#rest ?? this.#nextChunk();
      if (chunk === null) return 'WRITTEN';
      this.#rest = chunk;
      try {
        const written = writeSync(this.#descriptor, chunk);
        this.#bytes -= written;
        this.#rest = written === chunk.length ? null : chunk.subarray(written);
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? 'STALLED' : 'FAILED';
      }
    }
  }

  /** As many lines as a pipe takes whole, or one that is longer; null if none is left. */
  #nextChunk(): Buffer | null {
    let count = 0;
    let bytes = 0;
    for (const line of this.#lines) {
      if (count > 0 && bytes + line.bytes > ATOMIC_BYTES_MAX) break;
      count += 1;
      bytes += line.bytes;
    }
    if (count === 0) return null;
    const taken = this.#lines.splice(0, count);
    return Buffer.from(taken.map(({ text }) => text).join(''));
  }

  #noteDropped(): void {
    if (this.#dropped === 0) return;
    const text = droppedLine(this.#name, this.#dropped);
    this.#dropped = 0;
    this.#push(text, Buffer.byteLength(text));
  }

  #push(text: string, bytes: number): void {
    this.#lines.push({ text, bytes });
    this.#bytes += bytes;
  }
}

/** The line that says how many lines are missing where it stands, as pino would write it, at any level. @param name the logger's */
export function droppedLine(name: string, linesDropped: number): string {
  const common = { level: WARN_LEVEL, time: Date.now(), pid: process.pid, hostname: hostname(), name };
  const lines = linesDropped === 1 ? '1 line' : `${linesDropped} lines`;
  return `${JSON.stringify({ ...common, linesDropped, msg: `${lines} dropped: the log was not read in time` })}\n`;
}

const openSinks: LogSink[] = [];

/** The log of a program on standard output or standard error. Its last lines are written when the process exits. */
export function openLogSink(descriptor: LogDescriptor, options: LogSinkOptions): LogSink {
  const sink = new LogSink(nonBlockingDescriptor(descriptor), options);
  if (openSinks.length === 0) process.on('exit', flushLogs);
  openSinks.push(sink);
  return sink;
}

/** How many lines the logs of this program have dropped, because they were not read in time. */
export function logLinesDropped(): number {
  return openSinks.reduce((sum, { droppedInAll }) => sum + droppedInAll, 0);
}

/** Writes what was logged so far, so that what a program prints next comes after it. */
export function flushLogs(): void {
  for (const sink of openSinks) sink.flushSync();
}

function sleepSync(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
