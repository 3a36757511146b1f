import { partsOfTargetKey } from '@switchyard/routing';
import type { SuspensionReason } from '../health/policy-state';
import type { CausedSuspension, PolicySideId } from '../health/policy-states';
import { endpointOf, sentAs } from '../table/changed-targets';
import type { RoutingTable } from '../table/routing-table';

/** A suspension that one worker of a data plane tells the others. */
export interface SiblingSuspension extends PolicySideId, SuspensionReason {
  readonly providerId: string;
  readonly targetKey: string;
  /** With which address, credential and trust it failed (`sentAs`): with others nothing is known of it. */
  readonly sentAs: string | null;
  /** Times as durations from now on, because each process has its own monotonic clock. */
  readonly remainingMs: number;
  /** Null if it is soft. */
  readonly hardRemainingMs: number | null;
}

/** What the siblings are told of a suspension; null if it has ended. @param nowMs monotonic */
export function siblingSuspension(
  table: Pick<RoutingTable, 'provider'>,
  { aiApiId, policyId, environment, target, held }: CausedSuspension,
  nowMs: number,
): SiblingSuspension | null {
  const suspension = held();
  if (suspension === undefined) return null;
  const { untilMs, hardUntilMs, cause, status, detail } = suspension;
  const hardRemainingMs = hardUntilMs === null ? null : hardUntilMs - nowMs;
  const remainingMs = untilMs - nowMs;
  const providerId = target.provider.id;
  // What it was suspended for has not changed since: that would have ended the suspension.
  const endpoint = endpointOf(table.provider(providerId), target.endpoint.id);
  return {
    aiApiId,
    policyId,
    environment,
    providerId,
    targetKey: target.key,
    sentAs: sentAs(endpoint),
    remainingMs,
    hardRemainingMs,
    cause,
    status,
    detail,
  };
}

/**
 * Suspends a target as a sibling has. The two share the machine and its network, so nothing is known better here. Unknown
 * policies and targets are ignored: they may be of a revision that the sibling serves a moment earlier. So are targets that have
 * another address, credential or trust here: this worker may serve the revision already that mended the target.
 *
 * @param nowMs monotonic
 */
export function suspendLikeSibling(
  table: Pick<RoutingTable, 'provider' | 'policySide' | 'policyStates'>,
  {
    providerId,
    targetKey,
    sentAs: sentThere,
    remainingMs,
    hardRemainingMs,
    cause,
    status,
    detail,
    ...side
  }: SiblingSuspension,
  nowMs: number,
): void {
  const found = table.policySide(side);
  if (found === null || found.policy.suspendDurationMs === 0) return;
  const target = found.targets.find(({ key }) => key === targetKey);
  if (target === undefined) return;
  const { endpointId } = partsOfTargetKey(targetKey);
  if (sentAs(endpointOf(table.provider(providerId), endpointId)) !== sentThere) return;
  const hardUntilMs = hardRemainingMs === null ? null : nowMs + hardRemainingMs;
  const told = { untilMs: nowMs + remainingMs, hardUntilMs, cause, status, detail };
  table.policyStates.of(side).suspendAsTold(target, told, nowMs);
}
