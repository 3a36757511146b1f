import { entryKey, parseEntryKey, parseRaw, rawJson } from '@switchyard/contract';
import { randomUUID } from 'node:crypto';
import type { CompilerState } from '../publication/compiler-state';
import type { EntryFault } from '../publication/entry-fault';
import type { PublisherDuties } from '../publication/publisher-duties';
import type {
  ChangesReading,
  RoutingTableSource,
  TableEntry,
  TablePosition,
  TableReading,
} from '../publication/routing-table-source';

export type Table = ReadonlyMap<string, object>;
/** Of a consumer key: the ids of all other kinds are UUIDs. */
export const keyOf = (id: number | string) => entryKey('consumer-key', String(id));

const COMPILER_VERSION = 1;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Postgres refuses longer values in a btree index, such as that of `dirty_entry.key`. */
const INDEXED_BYTES_MAX = 2_704;

interface Contents {
  readonly lineage: string;
  readonly revision: number;
  readonly commitIds: ReadonlyMap<number, string>;
  readonly compilerVersion: number;
  readonly recompileRequested: boolean;
  readonly dirtySince: number;
  readonly left: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, object>;
  readonly dirty: ReadonlyMap<string, number>;
}

/**
 * A database in memory with what matters here: the entries, which revision touched each last, and what the system commits.
 * By itself it is seen through a compiler of version 1; `compiledBy` shows it through another. It refuses keys as Postgres does.
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
  /** Whether compilers of other versions than 1 compile an object differently. */
  isCompiledDifferently: (value: object) => boolean = () => true;
  /** How the next readings of changes fail; null for one that succeeds. */
  failures: (Error | null)[] = [];
  #left = new Set<string>();
  #values = new Map<string, object>();
  #dirty = new Map<string, number>();
  #commitIds = new Map<number, string>();
  #away = false;

  constructor() {
    this.#note();
  }

  /** As the compiler that published last compiles it. */
  get table(): Table {
    return new Map([...this.#values].map(([key, value]) => [key, this.#compile(value, this.compilerVersion)]));
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
      commitIds: new Map(this.#commitIds),
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
      commitIdOf: (revision) => this.commitIdOf(revision),
      changesSince: async (revision, others, use) => use(this.#changesSince(revision, others, version)),
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
    return this.#position();
  }

  async commitIdOf(revision: number): Promise<string | null> {
    this.#refuseIfAway();
    return this.#commitIds.get(revision) ?? null;
  }

  async changesSince<T>(
    revision: number,
    others: readonly string[],
    use: (reading: ChangesReading) => Promise<T>,
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
    return { object: { kind: 'CONSUMER_KEY', what: 'consumer key', id: key, name: null }, reason, isTooLarge: false };
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
    const tooLong = keys.find((key) => key.length > INDEXED_BYTES_MAX);
    if (tooLong !== undefined) throw new Error(`index row size ${tooLong.length} exceeds btree version 4 maximum`);
    this.revision += 1;
    this.#commitIds.set(this.revision, randomUUID());
    for (const key of keys) this.#dirty.set(key, this.revision);
    this.#note();
  }

  #changesSince(revision: number, others: readonly string[], compiler: number): ChangesReading {
    const failure = this.failures.shift();
    if (failure instanceof Error) throw failure;
    const touched = [...this.#dirty].flatMap(([key, at]) => (at > revision ? [key] : []));
    const sinceCommitId = this.#commitIds.get(revision) ?? null;
    return { ...this.#read([...others, ...touched], compiler), sinceCommitId };
  }

  #all(compiler: number): TableReading {
    return this.#read([...this.#values.keys()], compiler);
  }

  #read(keys: readonly string[], compiler: number): TableReading {
    this.#refuseIfAway();
    for (const key of keys) refuseOtherIds(key);
    const entries = keys.map((key): TableEntry => {
      const value = this.#values.get(key);
      return { key, raw: value === undefined ? null : rawJson(this.#compile(value, compiler)) };
    });
    return { ...this.#position(), pages: pagesOf(entries, this.entriesPerPage) };
  }

  #position(): TablePosition {
    const { lineage, revision, dirtySince } = this;
    return { lineage, revision, commitId: this.#commitIds.get(revision) ?? null, dirtySince };
  }

  #compile(value: object, compiler: number): object {
    return compiler === COMPILER_VERSION || !this.isCompiledDifferently(value) ? value : { ...value, compiler };
  }

  #refuseIfAway(): void {
    if (this.#away) throw new Error('connect ECONNREFUSED');
  }

  #note(): void {
    this.committed.push({ lineage: this.lineage, revision: this.revision, table: this.table });
  }

  #restore({ left, values, dirty, commitIds, ...position }: Contents): void {
    Object.assign(this, position);
    this.#commitIds = new Map(commitIds);
    this.#left = new Set(left);
    this.#values = new Map(values);
    this.#dirty = new Map(dirty);
  }
}

function refuseOtherIds(key: string): void {
  const parsed = parseEntryKey(key);
  if (parsed === null || parsed.kind === 'consumer-key' || UUID.test(parsed.id)) return;
  throw new Error(`invalid input syntax for type uuid: "${parsed.id}"`);
}

async function* pagesOf(entries: readonly TableEntry[], size: number): AsyncGenerator<readonly TableEntry[], void> {
  for (let start = 0; start < entries.length; start += size) yield entries.slice(start, start + size);
}
