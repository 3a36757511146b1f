import {
  type Coverage,
  decodeRawHead,
  HEAD_KEY,
  type Head,
  LEFT_LINEAGES_MAX,
  TableFormatError,
  type TableKey,
} from '@switchyard/contract';
import { orRefuse, Refusal } from './revision-refusal';

/**
 * Reads the heads of the bucket, and remembers what a later one must not lead back to: an old bucket is authentic as well.
 */
export class HeadReader {
  readonly #tableKey: TableKey;
  /** Those that were served before, and those that a head says the database has left; the latest ones. */
  readonly #leftLineages = new Set<string>();
  #observed: Coverage | null = null;
  #position: Coverage | null = null;

  constructor(tableKey: TableKey) {
    this.#tableKey = tableKey;
  }

  /** The newest authentic head; null while there was none. Heads that were put back do not count. */
  get observed(): Coverage | null {
    return this.#observed;
  }

  /** The position of the head that was read last, if it is authentic. */
  get position(): Coverage | null {
    return this.#position;
  }

  get leftLineages(): readonly string[] {
    return [...this.#leftLineages];
  }

  /**
   * @param encoded the head's bytes, one character per byte; null if the bucket has none
   * @param floor what is served, or was before the start; no head may lead behind it
   * @returns why it cannot be used, if it is one that no control plane wrote now; null for none
   */
  read(encoded: string | null, floor: Coverage | null): Head | Refusal | null {
    this.#position = null;
    if (encoded === null) return null;
    let head: Head;
    try {
      head = orRefuse(HEAD_KEY, () => decodeRawHead(this.#tableKey, encoded));
    } catch (error) {
      return Refusal.because(error);
    }
    this.#position = { lineage: head.lineage, revision: head.revision };
    if (floor?.lineage === head.lineage && head.revision < floor.revision) {
      const reason = `put back to revision ${head.revision}, but this data plane has revision ${floor.revision}`;
      return new Refusal('NOT_AUTHENTIC', HEAD_KEY, reason);
    }
    // What the database has left wins over what this data plane has: an old bucket may have led it there.
    const isBack = floor !== null && head.leftLineages.includes(floor.lineage);
    if (this.#leftLineages.has(head.lineage) && !isBack) {
      return new Refusal('NOT_AUTHENTIC', HEAD_KEY, 'put back to a lineage that was left');
    }
    const isOlder = this.#observed?.lineage === head.lineage && head.revision < this.#observed.revision;
    if (!isOlder) this.#observed = this.#position;
    return head;
  }

  /** What a head covers, without noting it; null if it is not authentic. */
  peek(encoded: string | null): Coverage | null {
    if (encoded === null) return null;
    try {
      return decodeRawHead(this.#tableKey, encoded);
    } catch (error) {
      if (error instanceof TableFormatError) return null;
      throw error;
    }
  }

  /** Notes that a head's table is served. @param before what was served until then */
  noteServed(head: Head, before: Coverage | null): void {
    for (const left of head.leftLineages) this.leave(left);
    if (before !== null && before.lineage !== head.lineage) this.leave(before.lineage);
    this.#leftLineages.delete(head.lineage);
  }

  /** Notes that no head may lead to this lineage again. */
  leave(lineage: string): void {
    this.#leftLineages.add(lineage);
    const [oldest] = this.#leftLineages;
    if (this.#leftLineages.size > LEFT_LINEAGES_MAX && oldest !== undefined) this.#leftLineages.delete(oldest);
  }
}
