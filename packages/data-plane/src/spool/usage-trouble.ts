import type { Logger } from 'pino';

const MIB = 1_048_576;

/** What waits to be sent. */
export interface WaitingUsage {
  readonly spooledBytes: number;
  readonly spoolBytesMax: number;
  readonly droppedBatches: number;
  /** Whether there is a folder for it. */
  readonly isInFolder: boolean;
}

/** What keeps usage from being sent or stored, for operators. The log has one line when it begins, and one when it ends. */
export class UsageTrouble {
  readonly #log: Logger;
  readonly #nowMs: () => number;
  /** Why nothing can be sent, and since when in ms since the epoch; null if it can. */
  #unsent: { readonly sinceMs: number; readonly reason: string } | null = null;
  /** Whether what is new takes the place of what is old. */
  #isFull = false;
  /** Why nothing can be written to the folder; null if it can. */
  #unwritable: string | null = null;

  constructor(log: Logger, nowMs: () => number) {
    this.#log = log;
    this.#nowMs = nowMs;
  }

  /** Whether the last batch could not be sent. */
  get isFailing(): boolean {
    return this.#unsent !== null;
  }

  noteUnsent(error: unknown): void {
    const reason = reasonOf(error);
    if (this.#unsent === null) this.#log.warn({ reason }, 'cannot send usage; keeping it until it can be sent');
    this.#unsent = { sinceMs: this.#unsent?.sinceMs ?? this.#nowMs(), reason };
  }

  noteSent(): void {
    if (this.#unsent !== null) this.#log.info('can send usage again');
    this.#unsent = null;
    this.#isFull = false;
  }

  noteDropped(droppedBatches: number): void {
    if (!this.#isFull)
      this.#log.error({ droppedBatches }, 'no room for usage that is not sent yet; dropping the oldest');
    this.#isFull = true;
  }

  noteUnwritable(error: unknown): void {
    const reason = reasonOf(error);
    if (this.#unwritable === null) {
      this.#log.error({ reason }, 'cannot write usage to the data folder; keeping it in memory until it is sent');
    }
    this.#unwritable = reason;
  }

  noteWritten(): void {
    if (this.#unwritable !== null) this.#log.info('can write usage to the data folder again');
    this.#unwritable = null;
  }

  /** In sentences; null if there is none. */
  describe({ spooledBytes, spoolBytesMax, droppedBatches, isInFolder }: WaitingUsage): string | null {
    const sentences: string[] = [];
    if (this.#unsent !== null) {
      const { sinceMs, reason } = this.#unsent;
      const where = isInFolder ? 'in the data folder' : 'in memory';
      sentences.push(
        `Usage cannot be sent since ${new Date(sinceMs).toISOString()}: ${reason.replace(/\.$/, '')}.`,
        `${mib(spooledBytes)} of ${mib(spoolBytesMax)} MiB wait ${where}.`,
      );
    }
    if (this.#isFull) {
      sentences.push(
        `There is no more room: the oldest is dropped, ${droppedBatches} batches since the start; \`usageGaps\` will show the gap.`,
      );
    }
    if (this.#unwritable !== null) {
      sentences.push(
        `Usage cannot be written to the data folder (${this.#unwritable}): it waits in memory, and is lost if the process ends.`,
      );
    }
    return sentences.length === 0 ? null : sentences.join(' ');
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** To a tenth. */
function mib(bytes: number): string {
  return String(Math.round((bytes / MIB) * 10) / 10);
}
