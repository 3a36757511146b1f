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

/** How many lineages that were left are remembered. */
const LEFT_LINEAGES_MAX = 100;

export interface TableFollowerOptions<ServedAiApi> {
  /** The bucket `ROUTING_TABLE_BUCKET`. */
  readonly store: KeyValueStore;
  /** The table that is kept up to date; nobody else changes it. */
  readonly table: RoutingTable<ServedAiApi>;
  readonly compileAiApi: CompileAiApi<ServedAiApi>;
  readonly log: Logger;
  /** The time, for `rejectedAt`. */
  readonly now?: () => Date;
}

/** What came between two moments at which the watch had caught up. */
interface Batch {
  /** The watch was opened anew: a key that is not in the batch is not in the bucket. */
  readonly isWhole: boolean;
  readonly values: Map<string, string | null>;
}

/**
 * Keeps the table at the revision of the bucket's head. What arrives is validated and compiled beside the live table,
 * in slices, and becomes current in one turn; what cannot be served is refused with its whole revision, and the last
 * good table stays. While the bucket is away or has no head, the table stays as well.
 */
export class TableFollower<ServedAiApi> {
  readonly #options: TableFollowerOptions<ServedAiApi>;
  readonly #stopWatch: () => void;
  readonly #listeners = new Set<() => void>();
  /**
   * The bucket as it was when the watch had last caught up, as far as it was worked through. Texts, because a hundred
   * thousand small buffers would make each collection of garbage several times as long.
   */
  readonly #values = new Map<string, string>();
  /** The keys that may differ from the table. */
  #dirty = new Set<string>();
  readonly #leftLineages = new Set<string>();
  /** The head that the table was last compared with. */
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

  /** The newest revision that the bucket was seen to have, served or not; null while there was none. */
  get observedRevision(): number | null {
    return this.#observedRevision;
  }

  /** The revision that was refused and that no later one has replaced. */
  get rejection(): Rejection | null {
    return this.#rejection;
  }

  /** What is served; null while nothing is. */
  get position(): Coverage | null {
    return this.#options.table.position;
  }

  /** Calls back when the served or the observed revision or the rejection has changed. Returns what ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#closed = true;
    this.#stopWatch();
    this.#listeners.clear();
  }

  /** A batch that is still waiting takes the next one in: together they are as good as one. */
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

  /** Notes what differs from what was known: after the watch was opened anew that is little of what came. */
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
   * Nothing that is served changes before the head does, so entries that arrive before it wait; looking at them again
   * with each that arrives would cost the square of their number. Only a bucket that was read anew is always compared.
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
      log.warn({ head }, 'an old routing table is back in NATS; not served');
      return;
    }
    // Under another lineage each entry has another version, or none.
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
    if (!(error instanceof Refusal)) log.error({ err: error }, 'the routing table cannot be applied');
    const { entryKey, reason } =
      error instanceof Refusal ? error : new Refusal(HEAD_KEY, 'internal error of the data plane: see its log');
    const revision = this.#observedRevision ?? 0;
    const lineage = this.#observedLineage;
    const known = this.#rejection;
    const isSameRevision = known?.revision === revision && known.lineage === lineage;
    if (isSameRevision && known.entryKey === entryKey && known.reason === reason) return;
    log.error({ revision, entryKey, reason }, 'revision refused; the last good routing table stays');
    this.#rejection = { revision, lineage, entryKey, reason, rejectedAt: (now?.() ?? new Date()).toISOString() };
  }
}

const textOf = (value: Uint8Array) => Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString();

/** What a head of any format tells. */
const anyHeadSchema = z.object({ formatVersion: z.int(), revision: z.int().min(0) });

/** @throws Refusal where the value is not a head */
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
