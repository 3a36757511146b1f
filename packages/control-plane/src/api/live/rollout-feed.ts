import { setTimeout as delay } from 'node:timers/promises';
import type { DataPlaneList } from '../../fleet/data-planes/data-plane-list';
import { DomainError } from '../../kernel/errors/domain-error';
import type { PublishedHead } from '../../publication/published-head';
import type { DescribedRollout } from '../../fleet/rollouts/describe-rollout';
import type { RolloutQueries } from '../../fleet/rollouts/rollout-queries';
import { interruptible } from './interruptible';
import { Wake } from './wake';
import { whenDatabaseAnswers } from './when-database-answers';

/** A rollout is told of at most once in this time, but for its end, which is told at once. */
const PACE_MS = 1_000;
const LOOK_INTERVAL_MS = 20;

export interface RolloutFeedParts {
  readonly rollouts: Pick<RolloutQueries, 'present'>;
  readonly head: Pick<PublishedHead, 'isKnown'>;
  /** Tells of each new head as well. */
  readonly dataPlanes: Pick<DataPlaneList, 'onChange'>;
}

/** How far revisions come, as data planes apply them. */
export class RolloutFeed {
  constructor(private readonly parts: RolloutFeedParts) {}

  /**
   * How far a revision has come, now and at each change, until it is published and no live data plane has yet to apply or
   * to refuse it.
   *
   * @throws DomainError NOT_FOUND, as it begins, where there is no such revision
   */
  follow(revision: number): AsyncGenerator<DescribedRollout, void, void> {
    return interruptible((signal) => this.#run(revision, signal));
  }

  async *#run(revision: number, signal: AbortSignal): AsyncGenerator<DescribedRollout, void, void> {
    const wake = new Wake(signal);
    const stop = this.parts.dataPlanes.onChange(() => wake.ring());
    let told: DescribedRollout | null = null;
    let toldMs = -PACE_MS;
    try {
      while (!signal.aborted) {
        const rollout = await this.#look(revision, told?.lineage ?? null, signal);
        const isDue = performance.now() - toldMs >= PACE_MS;
        if (rollout !== null && (isOver(rollout) || (isDue && hasChanged(told, rollout)))) {
          yield rollout;
          if (isOver(rollout)) return;
          told = rollout;
          toldMs = performance.now();
        }
        // What was not due yet is looked at again when it is.
        await wake.wait(isDue ? null : Math.max(0, toldMs + PACE_MS - performance.now()));
        await delay(LOOK_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      stop();
    }
  }

  /** Null where it cannot be told yet, because the bucket was never reached. */
  async #look(revision: number, lineage: string | null, signal: AbortSignal): Promise<DescribedRollout | null> {
    const isKnown = this.parts.head.isKnown;
    const rollout = await whenDatabaseAnswers(() => this.parts.rollouts.present(revision, lineage), signal);
    if (rollout !== null || !isKnown || signal.aborted) return rollout;
    throw new DomainError('NOT_FOUND', `There is no revision ${revision}.`);
  }
}

function isOver({ state, dataPlanes }: DescribedRollout): boolean {
  return state !== 'COMMITTED' && dataPlanes.every((dataPlane) => dataPlane.state !== 'PENDING');
}

/** Reports that tell nothing of the revision make no difference. */
function hasChanged(before: DescribedRollout | null, now: DescribedRollout): boolean {
  return before === null || essence(before) !== essence(now);
}

function essence({ lineage, state, publishedAt, dataPlanes }: DescribedRollout): string {
  return JSON.stringify([lineage, state, publishedAt, dataPlanes.map((each) => [each.id, each.state, each.rejection])]);
}
