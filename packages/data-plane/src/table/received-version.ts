import { type Coverage, type EntryVersion, summandOf, type TableKey } from '@switchyard/contract';
import type { ReadEntry } from './read-entry';
import type { Refusal } from './revision-refusal';

/** A version that is no deletion. */
export type ReadableVersion = EntryVersion & { readonly raw: string };

/**
 * A version of an entry as it arrived. It is verified and read once, whatever the head does; after that only the result
 * is kept, because texts and results of a large table together would need twice the memory.
 */
export class ReceivedVersion implements Coverage {
  readonly lineage: string;
  readonly revision: number;
  readonly isDeletion: boolean;
  /** What is not verified yet; null from then on. */
  #unverified: EntryVersion | null;
  #summand: string | null = null;
  /** Why no control plane wrote it; null if one did. */
  #forgery: string | null = null;
  /** What is verified, but not read yet. */
  #unread: ReadableVersion | null = null;
  #content: ReadEntry | Refusal | null = null;

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
      if (isReadable(version)) this.#unread = version;
    } else {
      const isOurs = version.keyId === tableKey.id;
      this.#forgery = isOurs
        ? `no holder of the sealing key wrote the version of revision ${version.revision}`
        : `signed with sealing key ${version.keyId}, but this sealing key is ${tableKey.id}`;
    }
    return this.#forgery;
  }

  /** What a verified version contains; null for a deletion or an unknown kind of entry. */
  content(read: (version: ReadableVersion) => ReadEntry | Refusal | null): ReadEntry | Refusal | null {
    if (this.#unread !== null) {
      this.#content = read(this.#unread);
      this.#unread = null;
    }
    return this.#content;
  }
}

function isReadable(version: EntryVersion): version is ReadableVersion {
  return version.raw !== null;
}
