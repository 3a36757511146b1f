import {
  copyOfRaw,
  type Coverage,
  decodeEntry,
  type EntryVersion,
  forEachInSlices,
  isCovered,
  TableFormatError,
  type TableKey,
  VersionSum,
} from '@switchyard/contract';
import { EntryMap, type SplitKey, splitKey, wholeKey } from './entry-map';
import { ReceivedVersion } from './received-version';
import type { ContentReader, EntryDifference } from './revision-target';

/**
 * How many keys are kept that no control plane wrote and that are not served: anybody who writes to NATS could fill the memory
 * with them. What is beyond that is ignored: whether the table adds up does not depend on it.
 */
export const UNAUTHENTIC_KEYS_HELD_MAX = 1_000;

/** What arrived under a key. */
export interface Arrival {
  /** Whether it changes what the head covers. */
  readonly isChanged: boolean;
  /** Whether a control plane wrote it, or the key is gone, and the bucket held something else before. */
  readonly isOurNews: boolean;
}

const NOTHING_NEW: Arrival = { isChanged: false, isOurNews: false };

/** A key whose entry in the bucket contains something that is not served. */
interface HeldEntry<Content> extends SplitKey {
  /** Both are null if the bucket has no such key, or its bytes cannot be read. */
  readonly newest: ReceivedVersion<Content> | null;
  readonly previous: ReceivedVersion<Content> | null;
  /** Why its bytes cannot be read; null if they can. */
  readonly damage: string | null;
  /** The live and authentic version that the head covers; null if there is none. */
  live: ReceivedVersion<Content> | null;
  /** Whether its newest version is one that the head does not cover yet. */
  isAhead: boolean;
}

/** An entry of the bucket that no control plane wrote like this. */
export interface EntryFault {
  readonly key: string;
  readonly reason: string;
}

/**
 * What the bucket holds, compared to what is served. Of an entry that is served only the summand is kept, and of a deletion
 * nothing; entries themselves are kept only while they contain something that is not served.
 *
 * It knows at any time the sum of the versions that a head would cover, so that whether the bucket is what the head
 * describes costs nothing to find out, however much of it is damaged or being repaired.
 */
export class BucketState<Content> {
  readonly #tableKey: TableKey;
  readonly #reader: ContentReader<Content>;
  /** The summands of the served versions: live ones only, of all kinds. */
  readonly #served = new EntryMap<string>();
  #servedSum = new VersionSum();
  #servedLineage: string | null = null;
  readonly #held = new EntryMap<HeldEntry<Content>>();
  /** Those held entries of which no version is authentic. */
  readonly #unauthentic = new EntryMap<HeldEntry<Content>>();
  /** Why an entry is not what a control plane wrote. */
  readonly #faults = new EntryMap<EntryFault>();
  #head: Coverage | null = null;
  #expectedHead: Coverage | null = null;
  #sum = new VersionSum();

  /** @param reader reads what is verified, as soon as it arrives */
  constructor(tableKey: TableKey, reader: ContentReader<Content>) {
    this.#tableKey = tableKey;
    this.#reader = reader;
  }

  /** The number and sum of the live and authentic versions that the head covers. */
  get sum(): VersionSum {
    return this.#sum;
  }

  /** The first entry that is damaged, or forged where the head covers it; null for none. */
  get fault(): EntryFault | null {
    for (const fault of this.#faults.values()) return fault;
    return null;
  }

  /** How many entries are kept because they contain something that is not served. */
  get heldCount(): number {
    return this.#held.size;
  }

  /** Whether the key's entry is served, or held because it contains something that is not. */
  knows(key: string): boolean {
    const split = splitKey(key);
    return this.#held.has(split) || this.#served.has(split);
  }

  /** Whether it knows of no entry. */
  get isEmpty(): boolean {
    return this.#held.size + this.#served.size === 0;
  }

  /** How many live versions are served. */
  get servedCount(): number {
    return this.#served.size;
  }

  /**
   * Notes the head that `setHead` will probably get, before the entries that it covers arrive; null for none. Until then,
   * versions that only an earlier head would cover are not kept, nor are deletions. If another head comes, the table does not
   * add up without them, and the bucket must be read again.
   */
  expectHead(head: Coverage | null): void {
    this.#expectedHead = head;
  }

  /** Sets the head that the versions are compared with. */
  async setHead({ lineage, revision }: Coverage): Promise<void> {
    if (this.#head?.lineage === lineage && this.#head.revision === revision) return;
    this.#head = { lineage, revision };
    this.#sum = this.#isSameLineage ? this.#servedSum.copy() : new VersionSum();
    this.#faults.clear();
    await forEachInSlices(this.#held.values(), (held) => {
      this.#count(this.#servedSummand(held), null);
      if (this.#examine(held)) this.#release(held);
    });
  }

  /**
   * Takes in what the bucket holds under a key.
   *
   * @param encoded the entry's bytes, one character per byte; null if the bucket has no such key
   */
  put(key: string, encoded: string | null): Arrival {
    const split = splitKey(key);
    const before = this.#held.get(split);
    const summandBefore = before === undefined ? this.#servedSummand(split) : (before.live?.summand ?? null);
    const faultBefore = this.#faults.get(split)?.reason;
    const wasOurs =
      before === undefined
        ? encoded === null && this.#served.has(split)
        : !isUnauthentic(before) || this.#served.has(split);
    const held = this.#receive(key, encoded, before ?? split);
    if (before === undefined && !this.#served.has(split) && !this.#isWorthHolding(held)) return NOTHING_NEW;
    this.#count(summandBefore, null);
    this.#faults.delete(split);
    const isServed = this.#examine(held);
    if (isServed) this.#release(held);
    else this.#hold(held);
    return {
      isChanged: (held.live?.summand ?? null) !== summandBefore || this.#faults.get(split)?.reason !== faultBefore,
      // What is served as it was before is known already, and what others wrote does not count.
      isOurNews: isServed || encoded === null ? wasOurs : !isUnauthentic(held),
    };
  }

  /**
   * Takes in that the bucket holds no other keys than these.
   *
   * @param onRemoved gets each key that it knew
   */
  async retain(keys: { has(key: string): boolean }, onRemoved: (key: string) => void): Promise<void> {
    const check = (split: SplitKey) => {
      const key = wholeKey(split);
      if (keys.has(key)) return;
      this.put(key, null);
      onRemoved(key);
    };
    await forEachInSlices(this.#served.keys(), check);
    await forEachInSlices(this.#held.keys(), check);
  }

  /** The entries of which the head covers another version than the served one; under another lineage all of them. */
  *differences(): Generator<EntryDifference<Content>> {
    const isSameLineage = this.#isSameLineage;
    for (const held of this.#held.values()) {
      const { kind, id, live } = held;
      if (isSameLineage && (live?.summand ?? null) === this.#servedSummand(held)) continue;
      const key = wholeKey(held);
      yield { key, kind, id, content: live?.content(this.#reader, key) ?? null };
    }
    if (isSameLineage) return;
    for (const split of this.#served.keys()) {
      if (!this.#held.has(split)) yield { key: wholeKey(split), ...split, content: null };
    }
  }

  /** Notes that what the head covers is served now, and lets go of everything that is no longer needed. */
  async setServed(): Promise<void> {
    if (this.#head === null) return;
    if (!this.#isSameLineage) this.#served.clear();
    this.#servedLineage = this.#head.lineage;
    this.#servedSum = this.#sum.copy();
    this.#reader.forget();
    const ahead: HeldEntry<Content>[] = [];
    await forEachInSlices(this.#held.values(), (held) => {
      if (held.live === null) this.#served.delete(held);
      else if (held.live.summand !== null) this.#served.set(held, held.live.summand);
      if (held.isAhead) ahead.push(held);
    });
    // All at once: to take out each of a first table's entries would take longer than to put them in.
    this.#held.clear();
    this.#unauthentic.clear();
    await forEachInSlices(ahead, (held) => this.#hold(held));
  }

  get #isSameLineage(): boolean {
    return this.#head !== null && this.#head.lineage === this.#servedLineage;
  }

  /** The summand of what the head covers of a key that is not held. */
  #servedSummand(key: SplitKey): string | null {
    return this.#isSameLineage ? (this.#served.get(key) ?? null) : null;
  }

  #receive(key: string, encoded: string | null, split: SplitKey): HeldEntry<Content> {
    if (encoded === null) return holding(split, null, null, null);
    try {
      const entry = decodeEntry(encoded);
      const newest = new ReceivedVersion<Content>(entry.newest);
      // Read at once what will be needed, even before a head covers it. What is served already is only verified.
      const forgery = newest.forgery(this.#tableKey, key);
      const isNews = forgery === null && newest.summand !== this.#served.get(split);
      if (isNews) newest.content(this.#reader, key);
      const isReplaced = forgery === null && this.#isExpected(newest);
      const previous = entry.previous === null || isReplaced ? null : keptVersion<Content>(entry.previous);
      // Verified, so that the text of a forgery is not kept.
      if (forgery !== null) previous?.forgery(this.#tableKey, key);
      return holding(split, newest, previous, null);
    } catch (error) {
      if (error instanceof TableFormatError) return holding(split, null, null, error.message);
      throw error;
    }
  }

  /** Finds out what the head covers of an entry, and counts it. @returns whether all of the entry is served */
  #examine(held: HeldEntry<Content>): boolean {
    const covered = this.#coveredOf(held);
    const fault = held.damage ?? covered?.forgery(this.#tableKey, wholeKey(held)) ?? null;
    held.live = fault === null && covered?.isDeletion === false ? covered : null;
    held.isAhead = held.newest !== null && covered !== held.newest;
    const summand = held.live?.summand ?? null;
    this.#count(null, summand);
    if (fault !== null) this.#faults.set(held, { key: wholeKey(held), reason: fault });
    return this.#isSameLineage && fault === null && !held.isAhead && summand === this.#servedSummand(held);
  }

  /** Whether to keep what arrived for a key that is not known: a deletion changes nothing, and garbage has its bound. */
  #isWorthHolding(held: HeldEntry<Content>): boolean {
    const { newest } = held;
    if (newest === null && held.damage === null) return false;
    if (newest !== null && newest.isDeletion && newest.summand !== null && this.#isExpected(newest)) return false;
    return !isUnauthentic(held) || this.#unauthentic.size < UNAUTHENTIC_KEYS_HELD_MAX;
  }

  #hold(held: HeldEntry<Content>): void {
    this.#held.set(held, held);
    if (isUnauthentic(held)) this.#unauthentic.set(held, held);
    else this.#unauthentic.delete(held);
  }

  #release(held: HeldEntry<Content>): void {
    this.#held.delete(held);
    this.#unauthentic.delete(held);
  }

  #isExpected(version: Coverage): boolean {
    return this.#expectedHead !== null && isCovered(version, this.#expectedHead);
  }

  #coveredOf({ newest, previous }: HeldEntry<Content>): ReceivedVersion<Content> | null {
    const head = this.#head;
    if (head === null) return null;
    if (newest !== null && isCovered(newest, head)) return newest;
    return previous !== null && isCovered(previous, head) ? previous : null;
  }

  #count(before: string | null, after: string | null): void {
    if (before !== null) this.#sum.remove(before);
    if (after !== null) this.#sum.add(after);
  }
}

/** Whether no version of it is authentic. A previous one was verified if the newest was forged. */
function isUnauthentic({ newest, previous }: HeldEntry<unknown>): boolean {
  return (newest?.summand ?? previous?.summand ?? null) === null;
}

/** An entry with these versions, before it is known what the head covers of it. */
function holding<Content>(
  { kind, id }: SplitKey,
  newest: ReceivedVersion<Content> | null,
  previous: ReceivedVersion<Content> | null,
  damage: string | null,
): HeldEntry<Content> {
  return { kind, id, newest, previous, damage, live: null, isAhead: false };
}

/**
 * A previous version, which is kept unread until a head says whether it is needed. So it must keep nothing else alive: of
 * 110,000 entries that were all written twice, the rest would take 70 MB.
 */
function keptVersion<Content>(version: EntryVersion): ReceivedVersion<Content> {
  const raw = version.raw === null ? null : copyOfRaw(version.raw);
  return new ReceivedVersion({ ...version, mac: copyOfRaw(version.mac), raw });
}
