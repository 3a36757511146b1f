import type { EditedPolicyFragment } from './documents.generated';
import { yamlOf } from './yaml-text';
import { type DraftTarget, type PolicyDraft, SIDES } from './policy-draft';

function targetOf(kind: PolicyDraft['kind'], { provider, model, endpoint, weight }: DraftTarget) {
  const target = { provider: provider.name, model: model.name, endpoint: endpoint.name };
  return kind === 'WEIGHTED_ROUND_ROBIN' ? { ...target, weight } : target;
}

function sideOf(kind: PolicyDraft['kind'], targets: readonly DraftTarget[]) {
  const [primary, ...fallbacks] = targets.map((target) => targetOf(kind, target));
  if (primary === undefined) return undefined;
  return kind === 'FAILOVER' ? { primary, fallbacks } : { targets: [primary, ...fallbacks] };
}

/** A policy as a manifest has it. @param stored what of it the editor does not show, and leaves as it is */
function policyOf(draft: PolicyDraft, stored: EditedPolicyFragment | null) {
  const { kind, suspendDurationSeconds, maxAttempts, requestTimeoutSeconds, totalTimeoutSeconds } = draft;
  const sides = SIDES.map((side) => [side, sideOf(kind, draft[side])] as const);
  return {
    kind,
    ...(kind === 'FAILOVER' && draft.name !== '' ? { name: draft.name } : {}),
    suspendDurationSeconds,
    requestTimeoutSeconds,
    totalTimeoutSeconds,
    ...(kind === 'FAILOVER' ? {} : { maxAttempts }),
    ...(stored === null || stored.usesDefaultFailureStatuses ? {} : { failureStatuses: stored.failureStatuses }),
    ...(stored === null || stored.usesDefaultFailoverOn ? {} : { failoverOn: stored.failoverOn }),
    ...Object.fromEntries(sides.filter(([, side]) => side !== undefined)),
  };
}

/** The draft alone, as a reader of manifests knows it. */
export function draftText(draft: PolicyDraft, policy: EditedPolicyFragment | null): string {
  return yamlOf(policyOf(draft, policy));
}
