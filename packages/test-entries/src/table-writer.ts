import {
  type AuthenticVersion,
  type Coverage,
  encodeEntry,
  encodeHead,
  HEAD_KEY,
  type Head,
  type KeyValueStore,
  type KeyValueWrite,
  nextEntry,
  signVersion,
  TABLE_FORMAT_VERSION,
  type TableKey,
  type VersionedEntry,
  VersionSum,
} from '@switchyard/contract';
import { randomUUID } from 'node:crypto';

/** Values by entry key; null deletes the entry. */
export type TableChanges = Readonly<Record<string, object | null>>;

/** Writes revisions of a routing table to its bucket for tests, in the way that the control plane's publisher does. */
export class TableWriter {
  lineage: string = randomUUID();
  revision = 0;
  readonly leftLineages: string[] = [];
  /** The live entries' values by key. */
  readonly table = new Map<string, object>();
  readonly #written = new Map<string, VersionedEntry<AuthenticVersion>>();
  readonly #sum = new VersionSum();
  #head: Head | null = null;

  constructor(
    readonly store: KeyValueStore,
    readonly tableKey: TableKey,
  ) {}

  get position(): Coverage {
    return { lineage: this.lineage, revision: this.revision };
  }

  /** Writes the next revision, with its head last. */
  async publish(changes: TableChanges, head: Partial<Head> = {}): Promise<void> {
    this.revision += 1;
    await this.writeEntries(changes);
    await this.writeHead(head);
  }

  /** Writes the entries of a revision, without a head that covers them. */
  async writeEntries(changes: TableChanges): Promise<void> {
    await this.write(
      Object.entries(changes).map(([key, value]) => {
        if (value === null) this.table.delete(key);
        else this.table.set(key, value);
        const present = this.#written.get(key) ?? null;
        const version = signVersion(this.tableKey, key, this.position, value);
        const entry = nextEntry<AuthenticVersion>(present, this.#head, version);
        this.#written.set(key, entry);
        if (isLive(present?.newest)) this.#sum.remove(present.newest.summand);
        if (isLive(version)) this.#sum.add(version.summand);
        return { key, value: encodeEntry(entry) };
      }),
    );
  }

  /** Writes a head that covers what was written. @param changes of members that the test falsifies */
  async writeHead(changes: Partial<Head> = {}): Promise<void> {
    this.#head = {
      formatVersion: TABLE_FORMAT_VERSION,
      ...this.position,
      entryCount: this.#sum.count,
      sumMac: this.tableKey.macOfSum(this.#sum),
      leftLineages: this.leftLineages,
      publishedAt: new Date().toISOString(),
      ...changes,
    };
    await this.write([{ key: HEAD_KEY, value: encodeHead(this.tableKey, this.#head) }]);
  }

  /** Writes everything again under a new lineage, whatever is in the bucket. */
  async rewrite(revision: number): Promise<void> {
    this.leftLineages.push(this.lineage);
    this.lineage = randomUUID();
    this.revision = revision;
    await this.repair();
  }

  /**
   * Writes everything again at the same revision, whatever is in the bucket: the content is the same, the MACs are not.
   * All other keys become deletions.
   */
  async repair(): Promise<void> {
    const { entries } = await this.store.read();
    const keys = [...new Set([...this.#written.keys(), ...entries.keys()])].filter((key) => key !== HEAD_KEY);
    await this.writeEntries(Object.fromEntries(keys.map((key) => [key, this.table.get(key) ?? null])));
    await this.writeHead();
  }

  async write(writes: readonly KeyValueWrite[]): Promise<void> {
    const { lastSequence } = await this.store.state();
    await this.store.writeFenced(writes, lastSequence);
  }
}

function isLive(version: AuthenticVersion | undefined): version is AuthenticVersion {
  return version !== undefined && version.raw !== null;
}
