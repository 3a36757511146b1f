import type { Head } from '@switchyard/contract';
import type { ListedDataPlane } from '../data-planes/data-plane-reader';
import type { DataPlaneRollout, DataPlaneRolloutState, Rollout, RolloutState } from './rollout';

/** What a rollout is computed from. */
export interface RolloutInputs {
  /** The database's lineage: nothing served or published under another one contains its revisions. */
  readonly lineage: string;
  /** The bucket's head; null if it has none. */
  readonly head: Head | null;
  readonly dataPlanes: readonly ListedDataPlane[];
}

export interface DescribedRollout extends Rollout {
  readonly lineage: string;
}

/** Computes the rollout of a revision. A later revision of the same lineage includes it. */
export function describeRollout(revision: number, { lineage, head, dataPlanes }: RolloutInputs): DescribedRollout {
  const id = `${lineage}:${revision}`;
  const isPublished = head !== null && head.lineage === lineage && head.revision >= revision;
  const each = dataPlanes.map((dataPlane): DataPlaneRollout => {
    const state = stateOn(dataPlane, revision, lineage);
    const rejection = state === 'REJECTED' ? dataPlane.rejection : null;
    return { id: `${id}:${dataPlane.id}`, dataPlane, state, rejection };
  });
  const count = (sought: DataPlaneRolloutState) => each.filter(({ state }) => state === sought).length;
  const counts = {
    liveCount: each.length - count('NOT_LIVE'),
    appliedCount: count('APPLIED'),
    rejectedCount: count('REJECTED'),
  };
  return {
    id,
    lineage,
    revision,
    state: isPublished ? stateOfPublished(counts) : 'COMMITTED',
    publishedAt: isPublished ? new Date(head.publishedAt) : null,
    ...counts,
    dataPlanes: each,
  };
}

function stateOn(dataPlane: ListedDataPlane, revision: number, lineage: string): DataPlaneRolloutState {
  if (!dataPlane.live) return 'NOT_LIVE';
  const { appliedRevision, rejection } = dataPlane;
  if (dataPlane.lineage === lineage && appliedRevision !== null && appliedRevision >= revision) return 'APPLIED';
  // A data plane that rejects a revision also rejects all others since the one that it serves.
  const isRejected = rejection !== null && rejection.revision >= revision && rejection.lineage === lineage;
  return isRejected ? 'REJECTED' : 'PENDING';
}

function stateOfPublished({
  liveCount,
  appliedCount,
  rejectedCount,
}: Pick<Rollout, 'liveCount' | 'appliedCount' | 'rejectedCount'>): RolloutState {
  if (rejectedCount > 0) return 'REJECTED';
  return liveCount > 0 && appliedCount === liveCount ? 'APPLIED' : 'PUBLISHED';
}
