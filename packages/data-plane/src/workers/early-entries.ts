import { entrySlices } from './entry-slices';
import type { ChangedEntries } from './unkept-revisions';
import type { WorkerLink } from './worker-link';
import type { RawEntry } from './worker-message';

/** What a worker has got early. */
export interface EarlyReceived {
  readonly worker: WorkerLink;
  readonly entries: ReadonlyMap<string, string>;
}

/**
 * Sends the entries of a first table to the first worker while they arrive, so that it reads them meanwhile. Which of them are
 * served is known at the end only.
 */
export class EarlyEntries {
  #worker: WorkerLink | null = null;
  #waiting: RawEntry[] = [];
  readonly #sent = new Map<string, string>();
  #sending: Promise<void> | null = null;
  #hasEnded = false;

  /** Takes in what a verified version contains. */
  note(key: string, raw: string): void {
    if (this.#hasEnded) return;
    this.#waiting.push([key, raw]);
    this.#send();
  }

  /** Has a worker get them, unless another one does. */
  begin(worker: WorkerLink): void {
    this.#worker ??= worker;
    this.#send();
  }

  /** Sends no more. @returns what the worker has got; null for nothing */
  async end(): Promise<EarlyReceived | null> {
    this.#hasEnded = true;
    this.#waiting = [];
    await this.#sending;
    return this.#worker === null || this.#sent.size === 0 ? null : { worker: this.#worker, entries: this.#sent };
  }

  #send(): void {
    if (this.#worker !== null && this.#waiting.length > 0) this.#sending ??= this.#sendAll(this.#worker);
  }

  async #sendAll(worker: WorkerLink): Promise<void> {
    // What arrives in this turn is sent together.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const slice of entrySlices(waiting)) {
        if (this.#hasEnded) break;
        for (const [key, raw] of slice) if (raw !== null) this.#sent.set(key, raw);
        await worker.send({ kind: 'ENTRIES', entries: slice });
      }
    }
    this.#sending = null;
  }
}

/** What is left to send of the entries that are served, to a worker that has got some early. */
export function* entriesLeft(served: ChangedEntries, received: ReadonlyMap<string, string>): Generator<RawEntry> {
  for (const entry of served) if (received.get(entry[0]) !== entry[1]) yield entry;
  for (const key of received.keys()) if (!served.has(key)) yield [key, null];
}
