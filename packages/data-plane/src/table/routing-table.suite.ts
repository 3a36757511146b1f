import {
  type AiApiEntry,
  type Coverage,
  customProfile,
  entryKey,
  HEAD_KEY,
  type Head,
  type KeyValueStore,
  type KeyValueWrite,
  nextEntry,
  TABLE_FORMAT_VERSION,
  type VersionedEntry,
} from '@switchyard/contract';
import { createHash, randomUUID } from 'node:crypto';
import { pino } from 'pino';

export const silentLog = pino({ level: 'silent' });

export const toBytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
/** A UUID derived from a name. */
export const idOf = (name: string | number) => {
  const hex = createHash('sha256').update(String(name)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
export const keyHashOf = (name: string | number) => createHash('sha256').update(String(name)).digest('hex');

type Entries = Record<string, object | null>;
export const aiApiKey = (name: string) => entryKey('ai-api', idOf(name));
export const consumer = (name: string | number, label = 'a'): Entries => ({
  [entryKey('consumer', idOf(name))]: {
    id: idOf(name),
    name: label,
    enabled: true,
    traceAllowed: false,
    aiApiIds: [],
  },
});
export const consumerKey = (name: string | number, consumerName = 'owner'): Entries => ({
  [entryKey('consumer-key', keyHashOf(name))]: {
    id: idOf(name),
    consumerId: idOf(consumerName),
    environment: 'PRODUCTION',
    expiresAt: null,
  },
});
export const aiApi = (name: string, basePath: string, changes: Partial<AiApiEntry> = {}): Entries => ({
  [aiApiKey(name)]: {
    id: idOf(name),
    name,
    basePath,
    provider: {
      id: idOf('provider'),
      name: 'openai',
      profile: customProfile,
    },
    models: [],
    endpoints: [],
    defaultProductionEndpointId: null,
    defaultSandboxEndpointId: null,
    unroutedOperations: 'PASS',
    requestTimeoutSeconds: 120,
    totalTimeoutSeconds: 600,
    streamHoldBackSeconds: 5,
    streamIdleTimeoutSeconds: 60,
    streamMaxDurationSeconds: 3_600,
    policies: [],
    ...changes,
  },
});

/** Writes revisions by hand, like the control plane's publisher. */
export class TableWriter {
  lineage: string = randomUUID();
  revision = 0;
  readonly store: KeyValueStore;
  readonly table = new Map<string, object>();
  readonly #written = new Map<string, VersionedEntry>();
  #head: Head | null = null;

  constructor(store: KeyValueStore) {
    this.store = store;
  }

  /** Writes the next revision, with its head last. */
  async publish(changes: Entries, head: Partial<Head> = {}): Promise<void> {
    this.revision += 1;
    await this.writeEntries(changes);
    await this.writeHead(head);
  }

  /** Writes the entries of a revision, without a head that covers them. */
  async writeEntries(changes: Entries): Promise<void> {
    await this.write(
      Object.entries(changes).map(([key, value]) => {
        if (value === null) this.table.delete(key);
        else this.table.set(key, value);
        const version = { lineage: this.lineage, revision: this.revision, value };
        const entry = nextEntry(this.#written.get(key) ?? null, this.#head, version);
        this.#written.set(key, entry);
        return { key, value: toBytes(entry) };
      }),
    );
  }

  async writeHead(changes: Partial<Head> = {}): Promise<void> {
    const { lineage, revision } = this;
    const publishedAt = new Date().toISOString();
    const entryCount = this.table.size;
    this.#head = { formatVersion: TABLE_FORMAT_VERSION, lineage, revision, entryCount, publishedAt, ...changes };
    await this.write([{ key: HEAD_KEY, value: toBytes(this.#head) }]);
  }

  /** Writes everything again under a new lineage, with deletions for absent keys. */
  async rewrite(revision: number): Promise<void> {
    this.lineage = randomUUID();
    this.revision = revision;
    const keys = [...this.#written.keys()];
    await this.writeEntries(Object.fromEntries(keys.map((key) => [key, this.table.get(key) ?? null])));
    await this.writeHead();
  }

  get position(): Coverage {
    return { lineage: this.lineage, revision: this.revision };
  }

  async write(writes: readonly KeyValueWrite[]): Promise<void> {
    const { lastSequence } = await this.store.read();
    await this.store.writeFenced(writes, lastSequence);
  }
}
