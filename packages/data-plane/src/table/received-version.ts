import { type Coverage, type EntryVersion, summandOf, type TableKey } from '@switchyard/contract';
import type { ContentReader } from './revision-target';

/**
 * A version of an entry as it arrived. It is verified and read once, whatever the head does; after that only the result
 * is kept, because texts and results of a large table together would need twice the memory.
 */
export class ReceivedVersion<Content> implements Coverage {
  readonly lineage: string;
  readonly revision: number;
  readonly isDeletion: boolean;
  /** What is not verified yet; null from then on. */
  #unverified: EntryVersion | null;
  #summand: string | null = null;
  /** Why no control plane wrote it; null if one did. */
  #forgery: string | null = null;
  /** The text of what is not read yet. */
  #raw: string | null = null;
  #content: Content | null = null;

  constructor(version: EntryVersion) {
    this.lineage = version.lineage;
    this.revision = version.revision;
    this.isDeletion = version.raw === null;
    this.#unverified = version;
  }

  /** What a verified version adds to the sum, live or not; null if it is not verified, or forged. */
  get summand(): string | null {
    return this.#summand;
  }

  /** Verifies the version, once. @returns why no control plane wrote it; null if one did */
  forgery(tableKey: TableKey, key: string): string | null {
    const version = this.#unverified;
    if (version === null) return this.#forgery;
    this.#unverified = null;
    this.#summand = summandOf(tableKey, key, version);
    if (this.#summand !== null) {
      this.#raw = version.raw;
    } else {
      const isOurs = version.keyId === tableKey.id;
      this.#forgery = isOurs
        ? `no holder of the sealing key wrote the version of revision ${version.revision}`
        : `signed with sealing key ${version.keyId}, but this sealing key is ${tableKey.id}`;
    }
    return this.#forgery;
  }

  /** What a verified version contains; null for a deletion or an unknown kind of entry. */
  content(reader: ContentReader<Content>, key: string): Content | null {
    if (this.#raw !== null) {
      this.#content = reader.read(key, this.#raw);
      this.#raw = null;
    }
    return this.#content;
  }
}
