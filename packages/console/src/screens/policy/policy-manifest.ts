import type { EditedPoliciesQuery, EditedPolicyFragment } from './documents.generated';
import { yamlOf } from './yaml-text';
import { type DraftTarget, draftOf, type PolicyDraft, SIDES } from './policy-draft';

/** A name that somebody has given; a policy's default name has spaces, and changes with its targets. */
const GIVEN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

type AiApi = NonNullable<EditedPoliciesQuery['aiApi']>;

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
    ...(stored !== null && GIVEN_NAME.test(stored.name) ? { name: stored.name } : {}),
    suspendDurationSeconds,
    requestTimeoutSeconds,
    totalTimeoutSeconds,
    ...(kind === 'FAILOVER' ? {} : { maxAttempts }),
    ...(stored === null || stored.usesDefaultFailureStatuses ? {} : { failureStatuses: stored.failureStatuses }),
    ...(stored === null || stored.usesDefaultFailoverOn ? {} : { failoverOn: stored.failoverOn }),
    ...Object.fromEntries(sides.filter(([, side]) => side !== undefined)),
  };
}

/**
 * The AI API with a draft among its policies, as a manifest: what the draft would change, and where requests would then go,
 * is asked of the control plane with it. A draft of another kind takes the place of all policies.
 *
 * @param policy the one that is edited; null for a new one
 */
export function manifestWith(aiApi: AiApi, draft: PolicyDraft, policy: EditedPolicyFragment | null): string {
  const isReplacing = policy !== null && policy.kind !== draft.kind;
  const others = isReplacing ? [] : aiApi.policies.filter(({ id }) => id !== policy?.id);
  const item = {
    name: aiApi.name,
    displayName: aiApi.displayName,
    basePath: aiApi.basePath,
    enabled: aiApi.enabled,
    labels: Object.fromEntries(aiApi.labels.map(({ key, value }) => [key, value])),
    providers: aiApi.providers.map(({ name }) => name),
    modelAliases: aiApi.modelAliases.map(({ name, model }) => ({
      name,
      provider: model.provider.name,
      model: model.name,
    })),
    defaultProductionEndpoint: aiApi.defaultProductionEndpoint?.name ?? null,
    defaultSandboxEndpoint: aiApi.defaultSandboxEndpoint?.name ?? null,
    unroutedOperations: aiApi.unroutedOperations,
    requestTimeoutSeconds: aiApi.requestTimeoutSeconds,
    totalTimeoutSeconds: aiApi.totalTimeoutSeconds,
    streamIdleTimeoutSeconds: aiApi.streamIdleTimeoutSeconds,
    streamHoldBackSeconds: aiApi.streamHoldBackSeconds,
    streamMaxDurationSeconds: aiApi.streamMaxDurationSeconds,
    policies: [...others.map((other) => policyOf(draftOf(other), other)), policyOf(draft, isReplacing ? null : policy)],
  };
  return JSON.stringify({ aiApis: [item] }, null, 2);
}

/** The draft alone, as a reader of manifests knows it. */
export function draftText(draft: PolicyDraft, policy: EditedPolicyFragment | null): string {
  return yamlOf(policyOf(draft, policy));
}
