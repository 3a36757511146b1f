import { setTimeout as delay } from 'node:timers/promises';
import type { DataPlaneList } from '../../fleet/data-planes/data-plane-list';
import { DomainError } from '../../kernel/errors/domain-error';
import type { PublishedHead } from '../../publication/published-head';
import type { DescribedRollout } from '../../fleet/rollouts/describe-rollout';
import type { RolloutQueries } from '../../fleet/rollouts/rollout-queries';
import { interruptible } from './interruptible';
import { Wake } from './wake';
import { whenDatabaseAnswers } from './when-database-answers';

/** A rollout is sent at most once per interval, except for its end, which is sent at once. */
const PACE_MS = 1_000;
const BATCH_INTERVAL_MS = 20;

export interface RolloutFeedParts {
  readonly rollouts: Pick<RolloutQueries, 'current'>;
  readonly head: Pick<PublishedHead, 'isKnown'>;
  /** Also notifies of each new head. */
  readonly dataPlanes: Pick<DataPlaneList, 'isCurrent' | 'onChange'>;
}

/** The rollouts of revisions, as data planes apply them. */
export class RolloutFeed {
  constructor(private readonly parts: RolloutFeedParts) {}

  /**
   * A revision's rollout, now and after each change, until it is published and no live data plane has yet to apply or
   * reject it. It does not end while there may be data planes that this control plane does not know of.
   *
   * @throws DomainError NOT_FOUND, at the start, for an unknown revision
   */
  follow(revision: number): AsyncGenerator<DescribedRollout, void, void> {
    return interruptible((signal) => this.#run(revision, signal));
  }

  async *#run(revision: number, signal: AbortSignal): AsyncGenerator<DescribedRollout, void, void> {
    const wake = new Wake(signal);
    const stop = this.parts.dataPlanes.onChange(() => wake.ring());
    let sent: DescribedRollout | null = null;
    let sentMs = -PACE_MS;
    try {
      while (!signal.aborted) {
        const rollout = await this.#read(revision, sent?.lineage ?? null, signal);
        const isDue = performance.now() - sentMs >= PACE_MS;
        const isEnd = rollout !== null && isOver(rollout) && this.parts.dataPlanes.isCurrent;
        if (rollout !== null && (isEnd || (isDue && hasChanged(sent, rollout)))) {
          yield rollout;
          if (isEnd) return;
          sent = rollout;
          sentMs = performance.now();
        }
        // A change that is not yet due is read again when it is.
        await wake.wait(isDue ? null : Math.max(0, sentMs + PACE_MS - performance.now()));
        await delay(BATCH_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      stop();
    }
  }

  /** Null if it is not yet known, because the bucket was never reached. */
  async #read(revision: number, lineage: string | null, signal: AbortSignal): Promise<DescribedRollout | null> {
    const isKnown = this.parts.head.isKnown;
    const rollout = await whenDatabaseAnswers(() => this.parts.rollouts.current(revision, lineage), signal);
    if (rollout !== null || !isKnown || signal.aborted) return rollout;
    throw new DomainError('NOT_FOUND', `There is no revision ${revision}.`);
  }
}

function isOver({ state, dataPlanes }: DescribedRollout): boolean {
  return state !== 'COMMITTED' && dataPlanes.every((dataPlane) => dataPlane.state !== 'PENDING');
}

/** Ignores reports that do not concern the revision. */
function hasChanged(before: DescribedRollout | null, now: DescribedRollout): boolean {
  return before === null || fingerprint(before) !== fingerprint(now);
}

function fingerprint({ lineage, state, publishedAt, dataPlanes }: DescribedRollout): string {
  return JSON.stringify([lineage, state, publishedAt, dataPlanes.map((each) => [each.id, each.state, each.rejection])]);
}
