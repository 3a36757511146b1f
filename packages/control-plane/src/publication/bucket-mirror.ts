import {
  type AuthenticVersion,
  bytesOfRaw,
  copyOfRaw,
  type Coverage,
  decodeEntry,
  type EntryVersion,
  forEachInSlices,
  HEAD_KEY,
  type Head,
  type KeyValuePurge,
  type KeyValueSnapshot,
  type KeyValueState,
  type KeyValueStore,
  type KeyValueWrite,
  nextEntry,
  rawEntry,
  rawOf,
  signRawVersion,
  type TableKey,
  type TableFormatError,
} from '@switchyard/contract';
import { authenticPart } from './authentic-part';
import { type CountedEntry, type CountedVersion, countEntry, countVersion, recountVersion } from './counted-entry';
import { MirroredEntries } from './mirrored-entries';
import { type Covered, MirroredHead } from './mirrored-head';
import { readUnchanged } from './read-unchanged';
import type { TableEntry } from './routing-table-source';
import { UNAUTHENTIC_MAX, UnauthenticExcess } from './unauthentic-excess';

/** Versions to write, by their keys. */
export type PlannedVersions = Map<string, AuthenticVersion>;

/** A write of an entry. */
export interface EntryWrite extends KeyValueWrite {
  /** The value, one character per byte. */
  readonly encoded: string;
  readonly counted: CountedEntry;
}

/**
 * The publisher's copy of the bucket, so that it need not read the bucket again for each revision. It keeps what is
 * authentic, and anything else is rewritten.
 */
export class BucketMirror {
  readonly #tableKey: TableKey;
  readonly #entries = new MirroredEntries();
  readonly #head: MirroredHead;
  /** The latest revision of each lineage that was read. */
  readonly #positions = new Map<string, number>();
  #lastSequence: number;
  #isValid = true;
  /** How many values the store counts beside those that were kept, such as deletion markers of other clients. */
  #unreadableCount = 0;
  readonly #excess: UnauthenticExcess;

  private constructor(tableKey: TableKey, lastSequence: number, excess: UnauthenticExcess) {
    this.#tableKey = tableKey;
    this.#head = new MirroredHead(tableKey);
    this.#lastSequence = lastSequence;
    this.#excess = excess;
  }

  /** @throws StaleWriteError if others keep changing the store while it is read */
  static async read(store: KeyValueStore, tableKey: TableKey, unauthenticMax = UNAUTHENTIC_MAX): Promise<BucketMirror> {
    const begin = () => new UnauthenticExcess(tableKey, unauthenticMax);
    const { entries, lastSequence, reading, unreadableCount } = await readUnchanged(store, begin);
    const mirror = new BucketMirror(tableKey, lastSequence, reading);
    mirror.#unreadableCount = unreadableCount;
    const head = entries.get(HEAD_KEY);
    if (head !== undefined) mirror.#head.read(rawOf(head.value), head.sequence);
    if (mirror.head !== null) mirror.#note(mirror.head);
    await forEachInSlices(entries, ([key, { value, sequence }]) => {
      if (key !== HEAD_KEY) mirror.#readEntry(key, rawOf(value), sequence);
    });
    return mirror;
  }

  /** The head in the bucket, if it is authentic. */
  get head(): Head | null {
    return this.#head.current;
  }

  /** Why what the bucket has as its head is not one that this control plane could have written. */
  get headFault(): TableFormatError | null {
    return this.#head.fault;
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** The latest revision of each lineage that the bucket had, whether or not a head covered it. */
  get positions(): ReadonlyMap<string, number> {
    return this.#positions;
  }

  /** The keys whose newest version is a deletion. */
  get tombstones(): ReadonlySet<string> {
    return this.#entries.tombstones;
  }

  /** How many keys are to be removed from the store because there are too many to be kept. */
  get excessCount(): number {
    return this.#excess.count;
  }

  /** Some of them. */
  excess(countMax: number): readonly KeyValuePurge[] {
    return this.#excess.some(countMax);
  }

  /** Records that some of them were removed. Once they all are, another reading may find more. */
  recordExcessPurged(purges: readonly KeyValuePurge[]): void {
    for (const { key } of purges) if (this.#excess.delete(key)) this.#unreadableCount -= 1;
    if (this.#excess.count === 0 && this.#excess.isIncomplete) this.invalidate();
  }

  /** Every key but `head`. */
  keys(): IterableIterator<string> {
    return this.#entries.keys();
  }

  sequenceOf(key: string): number | null {
    return key === HEAD_KEY ? this.#head.sequence : this.#entries.sequenceOf(key);
  }

  /** Whether everything in it is authentic, and its head covers what it says. */
  get isIntact(): boolean {
    return this.#entries.unauthentic.size === 0 && this.addsUp;
  }

  /** Whether its head covers what it says, whatever else others have written. */
  get addsUp(): boolean {
    return this.#head.addsUp;
  }

  /** What a head at this position shows of the keys that others have written to. */
  *shownOfUnauthentic(at: Coverage): Generator<TableEntry, void> {
    for (const key of this.#entries.unauthentic) yield { key, raw: this.shownAt(at, key) };
  }

  /** Whether it still shows what this publisher wrote, as far as it knows; false after a write of unknown outcome. */
  get isValid(): boolean {
    return this.#isValid;
  }

  invalidate(): void {
    this.#isValid = false;
  }

  /** Whether the store still is what this mirror shows, as far as its state tells. */
  isCurrent({ lastSequence, keyCount }: KeyValueState): boolean {
    const headCount = this.#head.sequence === null ? 0 : 1;
    return lastSequence === this.#lastSequence && keyCount === this.#entries.size + headCount + this.#unreadableCount;
  }

  /**
   * Whether a reading of the store shows that this mirror is wrong, which the store's state does not tell if as many keys are
   * missing as there are others. What this publisher wrote or removed since the reading does not count.
   */
  async contradicts({ entries, lastSequence }: KeyValueSnapshot): Promise<boolean> {
    let isContradicted = false;
    const compare = (key: string, sequence: number, hasBytes: (raw: string) => boolean) => {
      if (sequence > lastSequence) return;
      const item = entries.get(key);
      const isSame = item !== undefined && (item.sequence > sequence || hasBytes(rawOf(item.value)));
      if (!isSame) isContradicted = true;
    };
    if (this.#head.sequence !== null) compare(HEAD_KEY, this.#head.sequence, (raw) => this.#head.hasBytes(raw));
    await forEachInSlices(this.#entries.sequences(), ([key, sequence]) =>
      compare(key, sequence, (raw) => this.#entries.hasBytes(key, raw)),
    );
    return isContradicted;
  }

  /** The value of an entry that a head at this position shows; null if it shows none. */
  shownAt(at: Coverage, key: string): string | null {
    return this.#entries.shownAt(at, key);
  }

  /** Whether a head at this position shows an entry as it should be: see `MirroredEntries`. */
  shows(at: Coverage, { key, raw }: TableEntry): boolean {
    return this.#entries.shows(at, key, raw);
  }

  /** Whether the newest version that a control plane wrote of a key is a value. */
  isLive(key: string): boolean {
    return this.#entries.isLive(key);
  }

  /** Whether the newest version is a deletion of what no control plane wrote: there is no version that it replaced. */
  isDeletionAlone(key: string): boolean {
    return this.#entries.isDeletionAlone(key);
  }

  /** Whether the key's deletion is written, and no head of the present lineage can show a value again. */
  isDeleted(key: string): boolean {
    return this.head !== null && this.#entries.isDeleted(this.head, key);
  }

  /** The version to write so that a head at this position shows an entry. */
  sign(at: Coverage, { key, raw }: TableEntry): AuthenticVersion {
    return signRawVersion(this.#tableKey, key, at, raw);
  }

  /**
   * The keys whose newest version is of the head's lineage, and later: a publication was interrupted. A later head would
   * show them, whatever the database says by then.
   */
  keysAhead(): Promise<readonly string[]> {
    return this.#head.keysAhead();
  }

  /** The writes of some of the planned versions, and their entries. */
  async writesOf(planned: Iterable<readonly [string, AuthenticVersion]>): Promise<EntryWrite[]> {
    const writes: EntryWrite[] = [];
    await forEachInSlices(planned, ([key, version]) => {
      const entry = nextEntry<EntryVersion>(this.#entries.entryOf(key), this.head, version);
      const previous = entry.previous && this.#recount(key, entry.previous);
      const encoded = rawEntry(entry);
      const counted = { newest: countVersion(version), previous };
      writes.push({ key, value: bytesOfRaw(encoded), encoded, counted });
    });
    return writes;
  }

  /** Records writes that the store has accepted, with consecutive sequences up to `lastSequence`. */
  async record(writes: readonly EntryWrite[], lastSequence: number): Promise<void> {
    let sequence = lastSequence - writes.length;
    await forEachInSlices(writes, ({ key, encoded, counted }) => {
      if (this.#excess.delete(key)) this.#unreadableCount -= 1;
      this.#head.recount(key, counted);
      this.#entries.put(key, encoded, isDeletion(counted), (sequence += 1));
    });
    this.#lastSequence = lastSequence;
  }

  /** What a head at this position would cover. */
  coveredAt(at: Coverage): Promise<Covered> {
    return this.#head.coveredAt(at, () => this.#counted());
  }

  /** Records a head that the store has accepted. @param covered what it covers, from `coveredAt` */
  recordHead(head: Head, value: Uint8Array, covered: Covered, lastSequence: number): void {
    this.#head.replace(head, value, covered, lastSequence);
    this.#lastSequence = lastSequence;
  }

  /** A write that leaves an authentic head unchanged and only takes over its sequence. */
  claim(): readonly KeyValueWrite[] {
    const { bytes } = this.#head;
    return bytes === null ? [] : [{ key: HEAD_KEY, value: bytes }];
  }

  recordClaim(lastSequence: number): void {
    this.#head.recordRewritten(lastSequence);
    this.#lastSequence = lastSequence;
  }

  /** Records that deletions were purged from the store. */
  forget(keys: Iterable<string>): void {
    for (const key of keys) {
      this.#entries.delete(key);
      this.#head.forget(key);
    }
  }

  #readEntry(key: string, encoded: string, sequence: number): void {
    const { entry, isWhole } = authenticPart(this.#tableKey, key, encoded);
    if (entry === null) {
      this.#entries.putUnauthentic(key, null, false, sequence);
      return;
    }
    this.#note(entry.newest);
    if (entry.previous !== null) this.#note(entry.previous);
    const counted = countEntry(entry);
    this.#head.count(key, counted);
    if (isWhole) this.#entries.put(key, encoded, isDeletion(counted), sequence);
    // What is left of a forged entry is a part of its text, which may be large.
    else this.#entries.putUnauthentic(key, copyOfRaw(rawEntry(entry)), isDeletion(counted), sequence);
  }

  #note({ lineage, revision }: Coverage): void {
    this.#positions.set(lineage, Math.max(revision, this.#positions.get(lineage) ?? 0));
  }

  *#counted(): Generator<readonly [string, CountedEntry], void> {
    for (const [key, encoded] of this.#entries.entries()) {
      const known = this.#head.uncovered(key);
      if (known !== undefined) {
        yield [key, known];
        continue;
      }
      const { newest, previous } = decodeEntry(encoded);
      yield [key, { newest: this.#recount(key, newest), previous: previous && this.#recount(key, previous) }];
    }
  }

  /** Summands are not kept, because they would take as much memory as the MACs. */
  #recount(key: string, version: EntryVersion): CountedVersion {
    return recountVersion(this.#tableKey, key, version);
  }
}

function isDeletion({ newest }: CountedEntry): boolean {
  return newest.summand === null;
}
