import {
  type Coverage,
  forEachInSlices,
  HEAD_KEY,
  type Head,
  headSchema,
  type KeyValueStore,
  type Rejection,
  TABLE_FORMAT_VERSION,
} from '@switchyard/contract';
import type { Logger } from 'pino';
import { z } from 'zod';
import { Refusal } from './revision-refusal';
import type { RoutingTable } from './routing-table';
import { type CompileAiApi, planTable } from './table-plan';

/** How many abandoned lineages are remembered. */
const LEFT_LINEAGES_MAX = 100;

export interface TableFollowerOptions<ServedAiApi> {
  /** The bucket `ROUTING_TABLE_BUCKET`. */
  readonly store: KeyValueStore;
  /** The table to keep up to date; changed only here. */
  readonly table: RoutingTable<ServedAiApi>;
  readonly compileAiApi: CompileAiApi<ServedAiApi>;
  readonly log: Logger;
  /** The time, for `rejectedAt`. */
  readonly now?: () => Date;
}

/** What was delivered between two points at which the watch had caught up. */
interface Batch {
  /** The watch was reopened: a key that is not in the batch is not in the bucket. */
  readonly isWhole: boolean;
  readonly values: Map<string, string | null>;
}

/**
 * Keeps the table at the revision of the bucket's head. Entries are validated and compiled next to the live table, in
 * slices, and become current in one turn. A revision with an invalid entry is refused as a whole, and the last good
 * table stays. It also stays while the bucket is unreachable or has no head.
 */
export class TableFollower<ServedAiApi> {
  readonly #options: TableFollowerOptions<ServedAiApi>;
  readonly #stopWatch: () => void;
  readonly #listeners = new Set<() => void>();
  /**
   * The bucket as of the last time the watch caught up, as far as it was processed. Strings, because a hundred thousand
   * small buffers would make every garbage collection several times as long.
   */
  readonly #values = new Map<string, string>();
  /** The keys whose entries may differ from the table. */
  #dirty = new Set<string>();
  readonly #leftLineages = new Set<string>();
  /** The head that the table was last compared to. */
  #judgedHead: string | null = null;
  #arriving: Batch = { isWhole: true, values: new Map() };
  #ready: Batch | null = null;
  #working = false;
  #closed = false;
  #entryCount = 0;
  #observedRevision: number | null = null;
  #observedLineage: string | null = null;
  #rejection: Rejection | null = null;

  constructor(options: TableFollowerOptions<ServedAiApi>) {
    this.#options = options;
    this.#stopWatch = options.store.watch({
      onReset: () => {
        this.#arriving = { isWhole: true, values: new Map() };
      },
      onEntry: (key, value) => this.#arriving.values.set(key, value === null ? null : textOf(value)),
      onCaughtUp: () => this.#caughtUp(),
    });
  }

  /** The newest revision seen in the bucket, served or not; null while there was none. */
  get observedRevision(): number | null {
    return this.#observedRevision;
  }

  /** The refused revision, until a later one replaces it. */
  get rejection(): Rejection | null {
    return this.#rejection;
  }

  /** What is served; null for nothing. */
  get position(): Coverage | null {
    return this.#options.table.position;
  }

  /**
   * Calls back when the served revision, the observed revision or the rejection changes. Returns a function that
   * unsubscribes.
   */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#closed = true;
    this.#stopWatch();
    this.#listeners.clear();
  }

  /** A batch that is still waiting is merged with the next one. */
  #caughtUp(): void {
    const arrived = this.#arriving;
    this.#arriving = { isWhole: false, values: new Map() };
    if (arrived.isWhole || this.#ready === null) this.#ready = arrived;
    else for (const [key, value] of arrived.values) this.#ready.values.set(key, value);
    if (!this.#working) void this.#work();
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#ready !== null && !this.#closed) {
      const batch = this.#ready;
      this.#ready = null;
      const before = [this.#observedRevision, this.position, this.#rejection];
      try {
        await this.#takeIn(batch);
        await this.#apply(batch.isWhole);
      } catch (error) {
        this.#refuse(error);
      }
      const after = [this.#observedRevision, this.position, this.#rejection];
      if (after.some((value, index) => value !== before[index])) for (const listener of this.#listeners) listener();
    }
    this.#working = false;
  }

  /** Records what differs from the known state: after the watch was reopened, that is little of what was delivered. */
  async #takeIn({ isWhole, values }: Batch): Promise<void> {
    if (isWhole) {
      await forEachInSlices(this.#values.keys(), (key) => {
        if (values.has(key)) return;
        this.#values.delete(key);
        this.#dirty.add(key);
      });
    }
    await forEachInSlices(values, ([key, value]) => {
      const known = this.#values.get(key);
      if (value === (known ?? null)) return;
      if (value === null) this.#values.delete(key);
      else this.#values.set(key, value);
      this.#dirty.add(key);
    });
  }

  /**
   * Nothing served changes before the head does, so entries that arrive before it wait; checking them again with each
   * arrival would be quadratic. Only a bucket that was reread is always compared.
   *
   * @throws Refusal
   */
  async #apply(isWhole: boolean): Promise<void> {
    const { table, compileAiApi, log } = this.#options;
    const headValue = this.#values.get(HEAD_KEY);
    if (headValue === undefined || this.#dirty.size === 0) return;
    if (headValue === this.#judgedHead && !isWhole) return;
    this.#judgedHead = headValue;
    const head = readHead(headValue);
    this.#observedRevision = head.revision;
    this.#observedLineage = head.lineage === '' ? null : head.lineage;
    if (head.formatVersion !== TABLE_FORMAT_VERSION) {
      throw new Refusal(HEAD_KEY, `unknown table format ${head.formatVersion}; upgrade this data plane`);
    }
    const { position } = table;
    const isSameLineage = position?.lineage === head.lineage;
    if (isSameLineage && head.revision < position.revision) return;
    if (this.#leftLineages.has(head.lineage)) {
      log.warn({ head }, 'ignored a routing table of an earlier lineage in NATS');
      return;
    }
    // Under another lineage every entry has another version, or none.
    if (!isSameLineage) await forEachInSlices(this.#values.keys(), (key) => this.#dirty.add(key));
    const plan = await planTable({
      head,
      keys: this.#dirty,
      values: this.#values,
      table,
      entryCount: this.#entryCount,
      compileAiApi,
    });
    await forEachInSlices(plan.changes, (change) => table.stage(change));
    table.turn(head, plan.aiApiChanges);
    await forEachInSlices(plan.changes, (change) => table.settle(change));
    this.#entryCount = plan.entryCount;
    this.#dirty = new Set(plan.ahead);
    this.#rejection = null;
    if (position !== null && !isSameLineage) this.#leave(position.lineage);
    log.info({ lineage: head.lineage, revision: head.revision, changes: plan.changes.length }, 'routing table applied');
  }

  #leave(lineage: string): void {
    this.#leftLineages.add(lineage);
    const [oldest] = this.#leftLineages;
    if (this.#leftLineages.size > LEFT_LINEAGES_MAX && oldest !== undefined) this.#leftLineages.delete(oldest);
  }

  #refuse(error: unknown): void {
    const { log, now } = this.#options;
    if (!(error instanceof Refusal)) log.error({ err: error }, 'internal error while applying the routing table');
    const { entryKey, reason } =
      error instanceof Refusal ? error : new Refusal(HEAD_KEY, 'internal error of the data plane: see its log');
    const revision = this.#observedRevision ?? 0;
    const lineage = this.#observedLineage;
    const known = this.#rejection;
    const isSameRevision = known?.revision === revision && known.lineage === lineage;
    if (isSameRevision && known.entryKey === entryKey && known.reason === reason) return;
    log.error({ revision, entryKey, reason }, 'revision rejected; still serving the last good routing table');
    this.#rejection = { revision, lineage, entryKey, reason, rejectedAt: (now?.() ?? new Date()).toISOString() };
  }
}

const textOf = (value: Uint8Array) => Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString();

/** What every format's head contains. */
const anyHeadSchema = z.object({ formatVersion: z.int(), revision: z.int().min(0) });

/** @throws Refusal if the value is not a head */
function readHead(value: string): Head {
  try {
    const json: unknown = JSON.parse(value);
    const { formatVersion, revision } = anyHeadSchema.parse(json);
    if (formatVersion !== TABLE_FORMAT_VERSION) {
      return { formatVersion, revision, lineage: '', entryCount: 0, publishedAt: '' };
    }
    return headSchema.parse(json);
  } catch {
    throw new Refusal(HEAD_KEY, 'invalid head entry');
  }
}
