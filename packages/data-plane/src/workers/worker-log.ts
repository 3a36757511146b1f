import { droppedLine, LOG_BUFFER_BYTES_MAX, type LogSink } from '@switchyard/runtime';

export interface WorkerLogOptions {
  /** Of the logger, for its own lines. */
  readonly name: string;
  /** Writes lines itself, while there is no primary. */
  readonly sink: Pick<LogSink, 'write'>;
  readonly primary: {
    readonly isConnected: () => boolean;
    /** Resolves when the line is on its way. */
    readonly send: (line: string) => Promise<void>;
  };
  /** How many bytes of lines may wait to be sent. */
  readonly bufferBytesMax?: number;
}

/**
 * The log of a worker. The primary writes its lines, because a line of one process could come in the middle of a line of another.
 * While the primary is slow, lines wait in a bounded buffer; when it is full, lines are dropped and counted, as by `LogSink`.
 *
 * A destination for pino, which writes one line at a time.
 */
export class WorkerLog {
  readonly #options: WorkerLogOptions;
  readonly #bufferBytesMax: number;
  #unsentBytes = 0;
  #dropped = 0;
  #droppedInAll = 0;

  constructor(options: WorkerLogOptions) {
    this.#options = options;
    this.#bufferBytesMax = options.bufferBytesMax ?? LOG_BUFFER_BYTES_MAX;
  }

  write(line: string): void {
    const { primary, sink } = this.#options;
    if (!primary.isConnected()) return sink.write(line);
    this.#noteDropped();
    const isFull = this.#unsentBytes + Buffer.byteLength(line) > this.#bufferBytesMax;
    if (this.#dropped === 0 && !isFull) return this.#send(line);
    this.#dropped += 1;
    this.#droppedInAll += 1;
  }

  /** How many lines were dropped since the start. */
  get droppedInAll(): number {
    return this.#droppedInAll;
  }

  #send(line: string): void {
    const bytes = Buffer.byteLength(line);
    this.#unsentBytes += bytes;
    void this.#options.primary.send(line).then(() => {
      this.#unsentBytes -= bytes;
      this.#noteDropped();
    });
  }

  /** Once half of the buffer is free again, or every other line would be about dropped ones. */
  #noteDropped(): void {
    if (this.#dropped === 0 || this.#unsentBytes > this.#bufferBytesMax / 2) return;
    const line = droppedLine(this.#options.name, this.#dropped);
    this.#dropped = 0;
    this.#send(line);
  }
}
