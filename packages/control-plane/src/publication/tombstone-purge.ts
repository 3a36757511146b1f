import { forEachInSlices, type KeyValuePurge, type KeyValueStore } from '@switchyard/contract';
import type { BucketMirror } from './bucket-mirror';
import { storeProblem } from './publication-problem';

/** How long a deletion stays after `head` covered it, so that running data planes learn of it. */
export const TOMBSTONE_KEPT_MS = 3_600_000;
/** The same for the deletion of what no control plane wrote. No data plane serves it, and one that missed the deletion soon reads anew. */
export const UNAUTHENTIC_TOMBSTONE_KEPT_MS = 60_000;
/** How many deletions are purged at once: NATS takes about half a millisecond for each, and publication waits. */
const PURGES_PER_RUN_MAX = 200;

interface Watched {
  readonly sequence: number;
  readonly sinceMs: number;
}

/**
 * Purges deletions, each up to its own sequence: a key that was written again, also by another publisher, stays. So a
 * publisher that was replaced without noticing does no harm. A deletion's age counts from when this publisher first saw it,
 * by a clock that is never set.
 */
export class TombstonePurge {
  /** The deletions that `head` covers, by their keys. */
  #watched = new Map<string, Watched>();
  /** What an earlier run found to be due and has not purged. */
  #due: KeyValuePurge[] = [];

  constructor(
    private readonly store: KeyValueStore,
    private readonly monotonicMs: () => number,
  ) {}

  /** Purges some of what is due. @returns whether more is due */
  async run(mirror: BucketMirror): Promise<boolean> {
    if (this.#due.length === 0) this.#due = await this.#findDue(mirror);
    const purges = this.#due.splice(0, PURGES_PER_RUN_MAX).filter(({ key, upToSequence }) => {
      return mirror.sequenceOf(key) === upToSequence && mirror.isDeleted(key);
    });
    if (purges.length > 0) await this.#purge(mirror, purges);
    return this.#due.length > 0;
  }

  async #findDue(mirror: BucketMirror): Promise<KeyValuePurge[]> {
    const nowMs = this.monotonicMs();
    const watched = new Map<string, Watched>();
    const due: KeyValuePurge[] = [];
    await forEachInSlices(mirror.tombstones, (key) => {
      const sequence = mirror.sequenceOf(key);
      if (sequence === null || !mirror.isDeleted(key)) return;
      const known = this.#watched.get(key);
      const { sinceMs } = known?.sequence === sequence ? known : { sinceMs: nowMs };
      const keptMs = mirror.isDeletionAlone(key) ? UNAUTHENTIC_TOMBSTONE_KEPT_MS : TOMBSTONE_KEPT_MS;
      if (nowMs - sinceMs >= keptMs) due.push({ key, upToSequence: sequence });
      watched.set(key, { sequence, sinceMs });
    });
    this.#watched = watched;
    return due;
  }

  async #purge(mirror: BucketMirror, purges: readonly KeyValuePurge[]): Promise<void> {
    try {
      await this.store.purge(purges);
    } catch (error) {
      throw storeProblem(error);
    }
    mirror.forget(purges.map(({ key }) => key));
  }
}
