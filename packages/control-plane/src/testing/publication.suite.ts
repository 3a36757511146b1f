import {
  coveredVersion,
  entryKey,
  HEAD_KEY,
  headSchema,
  type KeyValueItem,
  type KeyValuePurge,
  type KeyValueStore,
  type KeyValueWrite,
  versionedEntrySchema,
} from '@switchyard/contract';
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { pino } from 'pino';
import type { PublicationLease } from '../publication/publication-lease';
import type { RoutingTableSource, TableChanges } from '../publication/routing-table-source';

export const silentLog = pino({ level: 'silent' });

export type Table = ReadonlyMap<string, object>;
export const keyOf = (id: number | string) => entryKey('consumer', String(id));

/** A database in memory with the two things that matter here: the entries, and which revision touched each last. */
export class FakeDatabase implements RoutingTableSource {
  lineage: string = randomUUID();
  revision = 0;
  /** Every table that was ever committed, by lineage and revision; after a restore there may be two for one of them. */
  readonly committed: { readonly lineage: string; readonly revision: number; readonly table: Table }[] = [];
  mints = 0;
  #rows = new Map<string, { value: object | null; revision: number }>();
  #away = false;

  constructor() {
    this.#note();
  }

  get table(): Table {
    return new Map([...this.#rows].flatMap(([key, { value }]) => (value === null ? [] : [[key, value] as const])));
  }

  set away(away: boolean) {
    this.#away = away;
  }

  commit(changes: Readonly<Record<string, object | null>>): void {
    this.revision += 1;
    for (const [key, value] of Object.entries(changes)) this.#rows.set(key, { value, revision: this.revision });
    this.#note();
  }

  /** What a backup holds: a function that puts it back. */
  backUp(): () => void {
    const { lineage, revision } = this;
    const rows = new Map(this.#rows);
    return () => {
      this.lineage = lineage;
      this.revision = revision;
      this.#rows = new Map(rows);
    };
  }

  async position() {
    this.#refuseIfAway();
    return { lineage: this.lineage, revision: this.revision, dirtySince: 0 };
  }

  async changesSince(revision: number): Promise<TableChanges> {
    return this.#read((touched) => touched > revision);
  }

  async all(): Promise<TableChanges> {
    const { entries, ...rest } = this.#read(() => true);
    return { ...rest, entries: entries.filter(({ value }) => value !== null) };
  }

  async mintLineage(): Promise<string> {
    this.#refuseIfAway();
    this.lineage = randomUUID();
    this.mints += 1;
    this.#note();
    return this.lineage;
  }

  #read(isAskedFor: (revision: number) => boolean): TableChanges {
    this.#refuseIfAway();
    const entries = [...this.#rows].flatMap(([key, row]) =>
      isAskedFor(row.revision) ? [{ key, value: row.value }] : [],
    );
    return { lineage: this.lineage, revision: this.revision, dirtySince: 0, entryCount: this.table.size, entries };
  }

  #refuseIfAway(): void {
    if (this.#away) throw new Error('connect ECONNREFUSED');
  }

  #note(): void {
    this.committed.push({ lineage: this.lineage, revision: this.revision, table: this.table });
  }
}

/** What a data plane that starts now finds: the versions that `head` covers; null where there is no head. */
export async function readTable(store: KeyValueStore) {
  const { entries } = await store.read();
  const parse = ({ value }: KeyValueItem): unknown => JSON.parse(Buffer.from(value).toString());
  const head = entries.get(HEAD_KEY);
  if (head === undefined) return null;
  const { lineage, revision, entryCount } = headSchema.parse(parse(head));
  const table = new Map<string, unknown>();
  for (const [key, item] of entries) {
    if (key === HEAD_KEY) continue;
    const shown = coveredVersion(versionedEntrySchema.parse(parse(item)), { lineage, revision });
    if (shown !== null && shown.value !== null) table.set(key, shown.value);
  }
  return { lineage, revision, entryCount, table };
}

/** Whether a data plane that starts now serves what the database says. */
export async function isPublished(store: KeyValueStore, database: FakeDatabase): Promise<boolean> {
  const found = await readTable(store);
  return (
    found?.lineage === database.lineage &&
    found.revision === database.revision &&
    isDeepStrictEqual(found.table, database.table)
  );
}

/** A store whose writer is cut off after a number of writes, as if it were killed: that call never comes back. */
export class CutOffStore implements KeyValueStore {
  writesLeft = Infinity;
  readonly written: string[] = [];
  /** Called after each single write. */
  onWrite: (() => Promise<void>) | null = null;
  readonly #inner: KeyValueStore;
  #cut = Promise.withResolvers<void>();

  constructor(inner: KeyValueStore) {
    this.#inner = inner;
  }

  /** Resolves when the writer was cut off. */
  get cutOff(): Promise<void> {
    return this.#cut.promise;
  }

  read() {
    return this.#inner.read();
  }

  state() {
    return this.#inner.state();
  }

  async writeFenced(writes: readonly KeyValueWrite[], lastSequence: number): Promise<number> {
    if (this.writesLeft === Infinity && this.onWrite === null) {
      const last = await this.#inner.writeFenced(writes, lastSequence);
      for (const { key } of writes) this.written.push(key);
      return last;
    }
    let sequence = lastSequence;
    for (const write of writes) {
      if (this.writesLeft === 0) {
        this.#cut.resolve();
        return new Promise(() => undefined);
      }
      this.writesLeft -= 1;
      sequence = await this.#inner.writeFenced([write], sequence);
      this.written.push(write.key);
      await this.onWrite?.();
    }
    return sequence;
  }

  put(key: string, value: Uint8Array) {
    return this.#inner.put(key, value);
  }

  purge(purges: readonly KeyValuePurge[]) {
    return this.#inner.purge(purges);
  }

  watch(...args: Parameters<KeyValueStore['watch']>) {
    return this.#inner.watch(...args);
  }
}

/** A lease that nobody else wants. */
export class UncontendedLease implements PublicationLease {
  held = false;
  async acquire(): Promise<void> {
    this.held = true;
  }
  async assertHeld(): Promise<void> {
    if (!this.held) throw new Error('lost the publication lease');
  }
  async release(): Promise<void> {
    this.held = false;
  }
}
