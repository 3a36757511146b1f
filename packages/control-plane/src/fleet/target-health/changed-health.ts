import { isDeepStrictEqual } from 'node:util';
import type { ListedDataPlane, ReportedHealth } from '../data-planes/data-plane-reader';
import { healthOn, isAvailable, reportsOf, type TargetHealthView } from './describe-health';

/**
 * The targets whose health on a data plane has changed.
 *
 * @param before its previous report; null if there was none: then all targets that are not available
 */
export function changedHealth(dataPlane: ListedDataPlane, before: ReportedHealth | null): TargetHealthView[] {
  const now = reportsOf(dataPlane.health);
  if (before === null) {
    const unavailable = [...now.values()].filter((reported) => !isAvailable(reported));
    return unavailable.map((reported) => healthOn(dataPlane, reported));
  }
  const then = reportsOf(before);
  const changed = [...now].filter(([id, reported]) => !isDeepStrictEqual(reported, then.get(id)));
  // A target that dropped out of the report is available again, or no longer exists.
  const forgotten = [...then].filter(([id, reported]) => !now.has(id) && !isAvailable(reported));
  return [...changed, ...forgotten].map(([, target]) => healthOn(dataPlane, target));
}
