import { isDeepStrictEqual } from 'node:util';
import type { ListedDataPlane, ReportedHealth } from '../data-planes/data-plane-reader';
import { healthOn, isAvailable, reportsOf, type SeenTargetHealth } from './describe-health';

/**
 * The targets that a data plane sees otherwise than before.
 *
 * @param before what it reported then; null where nothing is known of that: then those that are not available
 */
export function changedHealth(dataPlane: ListedDataPlane, before: ReportedHealth | null): SeenTargetHealth[] {
  const now = reportsOf(dataPlane.health);
  if (before === null) {
    const unavailable = [...now.values()].filter((reported) => !isAvailable(reported));
    return unavailable.map((reported) => healthOn(dataPlane, reported));
  }
  const then = reportsOf(before);
  const changed = [...now].filter(([id, reported]) => !isDeepStrictEqual(reported, then.get(id)));
  // What is told of no longer is available: it was forgotten, or left the configuration.
  const forgotten = [...then].filter(([id, reported]) => !now.has(id) && !isAvailable(reported));
  return [...changed, ...forgotten].map(([, target]) => healthOn(dataPlane, target));
}
