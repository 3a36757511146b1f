import { forEachInSlices } from '@switchyard/contract';
import { type TargetKey, targetIdOf } from '../../objects/policies/target-key';
import type { ListedDataPlane } from '../data-planes/data-plane-reader';
import { healthOn, isAvailable, reportsOf } from './describe-health';
import type { SuspensionCause } from './target-health';

/** Causes by how much they need an operator, the worst first: those that do not pass by themselves, then outages, then limits. */
const CAUSES_BY_SEVERITY = [
  'CREDENTIAL_REJECTED',
  'ACCOUNT_EXHAUSTED',
  'CERTIFICATE_UNTRUSTED',
  'MODEL_NOT_FOUND',
  'UNREACHABLE',
  'INVALID_RESPONSE',
  'FAILURE_STATUS',
  'STREAM_FAILED',
  'TIMEOUT',
  'OVERLOADED',
  'RATE_LIMITED',
  'REPORTED_BY_PEER',
] as const satisfies readonly SuspensionCause[];

/** Of two causes, the one that needs an operator more; null is none or unknown. */
export function worseCause(one: SuspensionCause | null, other: SuspensionCause | null): SuspensionCause | null {
  return CAUSES_BY_SEVERITY.find((cause) => cause === one || cause === other) ?? null;
}

/** A target that is not available on some data plane. */
export interface UnavailableTarget extends TargetKey {
  readonly availability: 'SUSPENDED' | 'PROBE';
  readonly cause: SuspensionCause | null;
}

/** The targets that are not available on some of these data planes, each as the one sees it that sees it worst. */
export async function worstHealth(dataPlanes: readonly ListedDataPlane[]): Promise<UnavailableTarget[]> {
  const worst = new Map<string, UnavailableTarget>();
  await forEachInSlices(dataPlanes, (dataPlane) => {
    for (const reported of reportsOf(dataPlane.health).values()) {
      if (isAvailable(reported)) continue;
      const id = targetIdOf(reported);
      const { availability, cause, targetKey } = healthOn(dataPlane, reported);
      const known = worst.get(id);
      const isSuspended = availability === 'SUSPENDED' || known?.availability === 'SUSPENDED';
      worst.set(id, {
        ...targetKey,
        availability: isSuspended ? 'SUSPENDED' : 'PROBE',
        cause: worseCause(cause, known?.cause ?? null),
      });
    }
  });
  return [...worst.values()];
}
