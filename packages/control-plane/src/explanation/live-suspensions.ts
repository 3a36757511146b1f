import type { ListedDataPlane } from '../fleet/data-planes/data-plane-reader';
import { healthOn, type TargetHealthView } from '../fleet/target-health/describe-health';
import type { PlacedCandidate } from './explained-route';

/**
 * A sentence for each target that an explanation takes for available although live data planes have suspended it.
 *
 * @param dataPlanes all that are known
 */
export function liveSuspensions(
  candidates: readonly PlacedCandidate[],
  dataPlanes: readonly ListedDataPlane[],
): string[] {
  const live = dataPlanes.filter((dataPlane) => dataPlane.live);
  return candidates.flatMap((candidate) => {
    const { place, availability } = candidate;
    if (place === null || availability !== 'AVAILABLE') return [];
    const suspended = live
      .map((dataPlane) => healthOn(dataPlane, place))
      .filter((health) => health.availability === 'SUSPENDED')
      .toSorted((a, b) => endMs(b) - endMs(a));
    const [last] = suspended;
    return last === undefined ? [] : [sentenceOf(candidate, last, suspended.length, live.length)];
  });
}

function sentenceOf(
  { providerName, modelName, endpointName }: PlacedCandidate,
  { suspendedUntil, suspensionGrade, cause, causeStatus, causeDetail }: TargetHealthView,
  suspended: number,
  live: number,
): string {
  const where = live === 1 ? 'on the live data plane' : `on ${suspended} of ${live} live data planes`;
  const until = suspendedUntil === null ? '' : ` until ${suspendedUntil.toISOString()}`;
  const detail = causeDetail ?? causeStatus;
  const reason = `${cause ?? 'unknown cause'}${detail === null ? '' : ` (${detail})`}`;
  const use = suspensionGrade === 'HARD' ? 'receives no requests' : 'is only a last resort';
  return `Model ${modelName} on endpoint ${endpointName} of provider ${providerName} is suspended ${where}${until} and ${use} there: ${reason}.`;
}

function endMs({ suspendedUntil }: TargetHealthView): number {
  return suspendedUntil?.getTime() ?? Infinity;
}
