import { entryKey, parseRaw, rawJson } from '@switchyard/contract';
import { randomUUID } from 'node:crypto';
import type { CompilerState } from '../publication/compiler-state';
import type { EntryFault } from '../publication/entry-fault';
import type { PublisherDuties } from '../publication/publisher-duties';
import type { RoutingTableSource, TableEntry, TablePosition, TableReading } from '../publication/routing-table-source';

export type Table = ReadonlyMap<string, object>;
export const keyOf = (id: number | string) => entryKey('consumer', String(id));

const COMPILER_VERSION = 1;

interface Contents {
  readonly lineage: string;
  readonly revision: number;
  readonly compilerVersion: number;
  readonly recompileRequested: boolean;
  readonly dirtySince: number;
  readonly left: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, object>;
  readonly dirty: ReadonlyMap<string, number>;
}

/**
 * A database in memory with what matters here: the entries, which revision touched each last, and what the system commits.
 * By itself it is seen through a compiler of version 1; `compiledBy` shows it through another.
 */
export class FakeDatabase implements RoutingTableSource, PublisherDuties {
  lineage: string = randomUUID();
  revision = 0;
  compilerVersion = COMPILER_VERSION;
  recompileRequested = false;
  dirtySince = 0;
  /** Every table that was ever committed, by lineage and revision; after a restore there may be two for one of them. */
  readonly committed: { readonly lineage: string; readonly revision: number; readonly table: Table }[] = [];
  mints = 0;
  /** The revisions that the system made. */
  readonly systemRevisions: string[] = [];
  /** The keys that expire next. */
  readonly expiring = new Set<string>();
  entriesPerPage = 3;
  /** Why no data plane could serve a compiled entry; null if one could. */
  reasonAgainst: (compiled: Readonly<Record<string, unknown>>) => string | null = () => null;
  #left = new Set<string>();
  #values = new Map<string, object>();
  #dirty = new Map<string, number>();
  #away = false;

  constructor() {
    this.#note();
  }

  /** As the compiler that published last compiles it. */
  get table(): Table {
    return new Map([...this.#values].map(([key, value]) => [key, compile(value, this.compilerVersion)]));
  }

  set away(away: boolean) {
    this.#away = away;
  }

  commit(changes: Readonly<Record<string, object | null>>): void {
    for (const [key, value] of Object.entries(changes)) {
      if (value === null) this.#values.delete(key);
      else this.#values.set(key, value);
    }
    this.#touch(Object.keys(changes));
  }

  /** Changes an entry as somebody with access to the database can, without a revision. */
  edit(key: string, value: object): void {
    this.#values.set(key, value);
    this.#note();
  }

  /** What a backup holds: a function that restores it. */
  backUp(): () => void {
    const contents: Contents = {
      lineage: this.lineage,
      revision: this.revision,
      compilerVersion: this.compilerVersion,
      recompileRequested: this.recompileRequested,
      dirtySince: this.dirtySince,
      left: new Set(this.#left),
      values: new Map(this.#values),
      dirty: new Map(this.#dirty),
    };
    return () => this.#restore(contents);
  }

  /** The database as a control plane with another compiler sees it. */
  compiledBy(version: number): RoutingTableSource & PublisherDuties {
    return {
      position: () => this.position(),
      changesSince: (revision, others, use) => use(this.#changesSince(revision, others, version)),
      all: (use) => use(this.#all(version)),
      faultOf: (entry) => this.faultOf(entry),
      leftLineages: () => this.leftLineages(),
      mintLineage: (from, foreign) => this.mintLineage(from, foreign),
      foreignSealingKey: async () => null,
      compilerState: async () => this.#compilerState(version),
      recompile: async (keys, isComplete) => this.#recompile(keys, isComplete, version),
      expireKeys: () => this.expireKeys(),
      compactDirtyEntries: (throughRevision) => this.compactDirtyEntries(throughRevision),
    };
  }

  async position(): Promise<TablePosition> {
    this.#refuseIfAway();
    return { lineage: this.lineage, revision: this.revision, dirtySince: this.dirtySince };
  }

  async changesSince<T>(
    revision: number,
    others: readonly string[],
    use: (reading: TableReading) => Promise<T>,
  ): Promise<T> {
    return use(this.#changesSince(revision, others, COMPILER_VERSION));
  }

  async all<T>(use: (reading: TableReading) => Promise<T>): Promise<T> {
    return use(this.#all(COMPILER_VERSION));
  }

  faultOf({ key, raw }: TableEntry): EntryFault | null {
    if (raw === null) return null;
    const reason = this.reasonAgainst(parseRaw(raw) as Record<string, unknown>);
    if (reason === null) return null;
    return { object: { kind: 'CONSUMER', what: 'consumer', id: key, name: key }, reason, isTooLarge: false };
  }

  async leftLineages(): Promise<ReadonlySet<string>> {
    this.#refuseIfAway();
    return this.#left;
  }

  async mintLineage(from: string, foreign: readonly string[]): Promise<string> {
    this.#refuseIfAway();
    if (from !== this.lineage) return this.lineage;
    for (const left of [...foreign, from]) this.#left.add(left);
    this.lineage = randomUUID();
    this.mints += 1;
    this.#note();
    return this.lineage;
  }

  async foreignSealingKey(): Promise<string | null> {
    return null;
  }

  async compilerState(): Promise<CompilerState> {
    return this.#compilerState(COMPILER_VERSION);
  }

  async recompile(keys: readonly string[], isComplete: boolean): Promise<void> {
    this.#recompile(keys, isComplete, COMPILER_VERSION);
  }

  async expireKeys(): Promise<void> {
    this.#refuseIfAway();
    if (this.expiring.size === 0) return;
    const keys = [...this.expiring];
    for (const key of keys) this.#values.delete(key);
    this.expiring.clear();
    this.systemRevisions.push('EXPIRE_KEYS');
    this.#touch(keys);
  }

  async compactDirtyEntries(throughRevision: number): Promise<void> {
    this.#refuseIfAway();
    this.dirtySince = Math.max(this.dirtySince, Math.min(throughRevision, this.revision));
    for (const [key, revision] of this.#dirty) if (revision <= this.dirtySince) this.#dirty.delete(key);
  }

  #compilerState(own: number): CompilerState {
    this.#refuseIfAway();
    if (this.compilerVersion > own && this.revision > 0) return 'OWN_IS_OLDER';
    return this.compilerVersion === own && !this.recompileRequested ? 'CURRENT' : 'RECOMPILE_DUE';
  }

  #recompile(keys: readonly string[], isComplete: boolean, own: number): void {
    this.#refuseIfAway();
    if (isComplete) this.compilerVersion = own;
    this.recompileRequested = !isComplete;
    if (keys.length === 0) return;
    this.systemRevisions.push('RECOMPILE');
    this.#touch(keys);
  }

  #touch(keys: readonly string[]): void {
    this.revision += 1;
    for (const key of keys) this.#dirty.set(key, this.revision);
    this.#note();
  }

  #changesSince(revision: number, others: readonly string[], compiler: number): TableReading {
    const touched = [...this.#dirty].flatMap(([key, at]) => (at > revision ? [key] : []));
    return this.#read([...others, ...touched], compiler);
  }

  #all(compiler: number): TableReading {
    return this.#read([...this.#values.keys()], compiler);
  }

  #read(keys: readonly string[], compiler: number): TableReading {
    this.#refuseIfAway();
    const { lineage, revision, dirtySince } = this;
    const entries = keys.map((key): TableEntry => {
      const value = this.#values.get(key);
      return { key, raw: value === undefined ? null : rawJson(compile(value, compiler)) };
    });
    return { lineage, revision, dirtySince, pages: pagesOf(entries, this.entriesPerPage) };
  }

  #refuseIfAway(): void {
    if (this.#away) throw new Error('connect ECONNREFUSED');
  }

  #note(): void {
    this.committed.push({ lineage: this.lineage, revision: this.revision, table: this.table });
  }

  #restore({ left, values, dirty, ...position }: Contents): void {
    Object.assign(this, position);
    this.#left = new Set(left);
    this.#values = new Map(values);
    this.#dirty = new Map(dirty);
  }
}

function compile(value: object, compiler: number): object {
  return compiler === COMPILER_VERSION ? value : { ...value, compiler };
}

async function* pagesOf(entries: readonly TableEntry[], size: number): AsyncGenerator<readonly TableEntry[], void> {
  for (let start = 0; start < entries.length; start += size) yield entries.slice(start, start + size);
}
