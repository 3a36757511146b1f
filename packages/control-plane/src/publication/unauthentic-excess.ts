import { HEAD_KEY, type KeyValuePurge, rawOf, type TableKey } from '@switchyard/contract';
import { authenticPart } from './authentic-part';

/** Bounds what reading the bucket keeps of what no control plane wrote: anybody who writes to NATS can write any amount. */
export interface UnauthenticMax {
  /** How many keys are kept, whoever wrote them; of those beyond, only the authentic ones. */
  readonly keys: number;
  /** The same, for their values in bytes. */
  readonly bytes: number;
}

/** A table of 110,000 entries has about 40 MB, so most tables need no second look at their values. */
export const UNAUTHENTIC_MAX: UnauthenticMax = { keys: 100_000, bytes: 64 * 1024 * 1024 };
/** How much memory the names of excess keys may take. What is beyond that, another reading finds. */
const EXCESS_BYTES_MAX = 32 * 1024 * 1024;
/** What a map takes for a key besides its text, about. */
const BYTES_PER_KEY = 100;

/** What one reading of the bucket leaves out because there is too much of it, and what is to be removed from the store. */
export class UnauthenticExcess {
  /** The sequences of the keys. */
  readonly #sequences = new Map<string, number>();
  #keys = 0;
  #bytes = 0;
  #excessBytes = 0;
  #isIncomplete = false;

  constructor(
    private readonly tableKey: TableKey,
    private readonly max: UnauthenticMax,
  ) {}

  /** How many keys are known that are to be removed. */
  get count(): number {
    return this.#sequences.size;
  }

  /** Whether there are more than it remembers: another reading finds them. */
  get isIncomplete(): boolean {
    return this.#isIncomplete;
  }

  /** Whether the reading keeps a value that has arrived. */
  keeps(key: string, value: Uint8Array, sequence: number): boolean {
    if (key === HEAD_KEY) return true;
    this.#sequences.delete(key);
    this.#keys += 1;
    this.#bytes += value.byteLength;
    if (this.#keys <= this.max.keys && this.#bytes <= this.max.bytes) return true;
    if (authenticPart(this.tableKey, key, rawOf(value)).entry !== null) return true;
    this.#excessBytes += key.length + BYTES_PER_KEY;
    if (this.#excessBytes <= EXCESS_BYTES_MAX) this.#sequences.set(key, sequence);
    else this.#isIncomplete = true;
    return false;
  }

  /** Forgets a key that was written since. @returns whether it was known */
  delete(key: string): boolean {
    return this.#sequences.delete(key);
  }

  /** Some of what is to be removed. */
  some(countMax: number): readonly KeyValuePurge[] {
    const purges: KeyValuePurge[] = [];
    for (const [key, upToSequence] of this.#sequences) {
      if (purges.length === countMax) break;
      purges.push({ key, upToSequence });
    }
    return purges;
  }
}
