import { LOG_ATOMIC_BYTES_MAX, type LogSink } from '@switchyard/runtime';

/**
 * The log of a worker, which shares the output with other processes: a line that a pipe would not take whole goes through the
 * primary, or those of others could come in the middle of it.
 *
 * A destination for pino, which writes one line at a time.
 */
export class WorkerLog {
  /** @param sendLong returns whether there is a primary to send to */
  constructor(
    private readonly sink: Pick<LogSink, 'write'>,
    private readonly sendLong: (line: string) => boolean,
  ) {}

  write(line: string): void {
    const isLong = Buffer.byteLength(line) > LOG_ATOMIC_BYTES_MAX;
    if (!isLong || !this.sendLong(line)) this.sink.write(line);
  }
}
