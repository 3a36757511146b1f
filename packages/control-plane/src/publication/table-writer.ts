import {
  type Coverage,
  encodeHead,
  HEAD_KEY,
  type Head,
  type KeyValueStore,
  type KeyValueWrite,
  LEFT_LINEAGES_MAX,
  TABLE_FORMAT_VERSION,
  type TableKey,
  ValueTooLargeError,
} from '@switchyard/contract';
import type { Logger } from 'pino';
import type { BucketMirror, PlannedVersions } from './bucket-mirror';
import { PublicationProblem, storeProblem } from './publication-problem';

/** How many entries are encoded before they are sent, which bounds what they take in memory. */
const ENTRIES_PER_BATCH = 5_000;

export interface TableWriterOptions {
  /** The bucket `ROUTING_TABLE_BUCKET`. */
  readonly store: KeyValueStore;
  readonly tableKey: TableKey;
  /** Whether this process may still write. */
  readonly mayWrite: () => boolean;
  /** The time, for `publishedAt`. */
  readonly now: () => Date;
  readonly log: Logger;
}

/** Writes to the bucket, each write fenced against other writers. */
export class TableWriter {
  constructor(private readonly options: TableWriterOptions) {}

  /**
   * Rewrites the head unchanged, which has no effect on readers. From then on every write of a predecessor that lost its
   * lease without noticing is refused. Without a head, everything is about to be written anyway.
   */
  async claim(mirror: BucketMirror): Promise<void> {
    const writes = mirror.claim();
    if (writes.length > 0) mirror.recordClaim(await this.#write(mirror, writes));
  }

  /**
   * Writes the planned versions and, when all are stored, the head, which makes readers switch to them. If the head is at
   * this position already, this is a repair: the entries have the same content, and the head gets their new sum.
   */
  async publish(
    mirror: BucketMirror,
    { lineage, revision }: Coverage,
    planned: PlannedVersions,
    leftLineages: readonly string[],
  ): Promise<void> {
    const entries = planned.entries();
    for (let batch = take(entries); batch.length > 0; batch = take(entries)) {
      const writes = await mirror.writesOf(batch);
      await mirror.record(writes, await this.#write(mirror, writes));
    }
    const covered = await mirror.coveredAt({ lineage, revision });
    const { now, tableKey, log } = this.options;
    const entryCount = covered.sum.count;
    const sumMac = tableKey.macOfSum(covered.sum);
    const present = mirror.head;
    const isAtPosition = present?.lineage === lineage && present.revision === revision;
    if (isAtPosition && present.entryCount === entryCount && present.sumMac === sumMac) return;
    const publishedAt = isAtPosition ? present.publishedAt : now().toISOString();
    const head: Head = {
      formatVersion: TABLE_FORMAT_VERSION,
      lineage,
      revision,
      entryCount,
      sumMac,
      leftLineages: leftLineages.slice(-LEFT_LINEAGES_MAX),
      publishedAt,
    };
    const value = encodeHead(tableKey, head);
    mirror.recordHead(head, value, covered, await this.#write(mirror, [{ key: HEAD_KEY, value }]));
    const told = { lineage, revision, entryCount, writes: planned.size };
    if (isAtPosition) log.warn(told, 'repaired the routing table in NATS');
    else log.info(told, 'published');
  }

  /** @returns the sequence of the last write */
  async #write(mirror: BucketMirror, writes: readonly KeyValueWrite[]): Promise<number> {
    if (!this.options.mayWrite()) throw new PublicationProblem('lost the publication lease');
    try {
      return await this.options.store.writeFenced(writes, mirror.lastSequence);
    } catch (error) {
      // The bucket's content is no longer known, unless nothing was sent.
      if (!(error instanceof ValueTooLargeError)) mirror.invalidate();
      throw storeProblem(error);
    }
  }
}

/** The next items of an iterator, at most a batch of them. */
function take<T>(items: Iterator<T, unknown>): T[] {
  const taken: T[] = [];
  while (taken.length < ENTRIES_PER_BATCH) {
    const { done, value } = items.next();
    if (done === true) break;
    taken.push(value);
  }
  return taken;
}
