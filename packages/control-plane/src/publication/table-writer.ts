import {
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
import type { TablePosition } from './routing-table-source';

/** How many entries are sent at once at least, which bounds how often the connection waits for the next ones. */
const ENTRIES_PER_BATCH = 2_000;
/** A batch ends earlier once its values have so many bytes: an entry may have half a megabyte. */
const BYTES_PER_BATCH = 8 * 1024 * 1024;

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

/** What a head says of the position that it is at. */
export type PublishedPosition = Pick<TablePosition, 'lineage' | 'revision' | 'commitId'>;

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
   * Writes planned versions, each batch while the next one is planned. Readers do not see them before the head covers them.
   *
   * @returns how many it wrote
   */
  async writeEntries(mirror: BucketMirror, pages: AsyncIterable<PlannedVersions>): Promise<number> {
    let count = 0;
    let batch: PlannedVersions = new Map();
    let bytes = 0;
    let writing = Promise.resolve();
    const write = () => {
      count += batch.size;
      writing = this.#writeBatch(mirror, batch);
      // Awaited below, but perhaps after planning has failed.
      writing.catch(() => undefined);
      batch = new Map();
      bytes = 0;
    };
    try {
      for await (const page of pages) {
        for (const [key, version] of page) {
          batch.set(key, version);
          bytes += version.raw?.length ?? 0;
        }
        if (batch.size < ENTRIES_PER_BATCH && bytes < BYTES_PER_BATCH) continue;
        await writing;
        write();
      }
      await writing;
      write();
    } finally {
      // Only one write at a time: a caller that tries again must not find one under way.
      await writing;
    }
    return count;
  }

  /**
   * Writes the head, which makes readers switch to the entries that it covers. If the head is at this position already, this
   * ends a repair: the entries have the same content, and the head gets their new sum.
   *
   * @param writeCount how many entries were written before it
   */
  async writeHead(
    mirror: BucketMirror,
    { lineage, revision, commitId }: PublishedPosition,
    leftLineages: readonly string[],
    writeCount: number,
  ): Promise<void> {
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
      ...(commitId === null ? {} : { commitId }),
      entryCount,
      sumMac,
      leftLineages: leftLineages.slice(-LEFT_LINEAGES_MAX),
      publishedAt,
    };
    const value = encodeHead(tableKey, head);
    mirror.recordHead(head, value, covered, await this.#write(mirror, [{ key: HEAD_KEY, value }]));
    const told = { lineage, revision, entryCount, writes: writeCount };
    if (isAtPosition) log.warn(told, 'repaired the routing table in NATS');
    else log.info(told, 'published');
  }

  async #writeBatch(mirror: BucketMirror, batch: PlannedVersions): Promise<void> {
    if (batch.size === 0) return;
    const writes = await mirror.writesOf(batch);
    await mirror.record(writes, await this.#write(mirror, writes));
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
