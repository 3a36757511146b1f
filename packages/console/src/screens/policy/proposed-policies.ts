import type { EditedPolicyFragment, PreviewPolicyQueryVariables } from './documents.generated';
import { draftOf, type PolicyDraft } from './policy-draft';
import { failoverInput, roundRobinInput, weightedInput } from './policy-input';

type ProposedPolicies = NonNullable<PreviewPolicyQueryVariables['input']['policies']>;

/** What of a stored policy the editor does not show, and leaves as it is. */
function rulesOf(stored: EditedPolicyFragment | null) {
  return {
    ...(stored === null || stored.usesDefaultFailureStatuses ? {} : { failureStatuses: stored.failureStatuses }),
    ...(stored === null || stored.usesDefaultFailoverOn ? {} : { failoverOn: stored.failoverOn }),
  };
}

/**
 * All policies of an AI API as they would be with a draft among them: what that changes, and where requests then go, is asked
 * of the control plane with it. A draft of another kind takes the place of all policies.
 *
 * @param present the policies of the AI API
 * @param policy the one that is edited; null for a new one
 */
export function proposedPolicies(
  present: readonly EditedPolicyFragment[],
  draft: PolicyDraft,
  policy: EditedPolicyFragment | null,
): ProposedPolicies {
  const isReplacing = policy !== null && policy.kind !== draft.kind;
  const rules = rulesOf(isReplacing ? null : policy);
  switch (draft.kind) {
    case 'ROUND_ROBIN':
      return { roundRobin: { ...roundRobinInput(draft), ...rules } };
    case 'WEIGHTED_ROUND_ROBIN':
      return { weightedRoundRobin: { ...weightedInput(draft), ...rules } };
    case 'FAILOVER': {
      const own = { ...failoverInput(draft), ...rules };
      if (isReplacing) return { failover: [own] };
      const stored = present.map((each) =>
        each.id === policy?.id
          ? { policyId: each.id, ...own }
          : { policyId: each.id, ...failoverInput(draftOf(each)), ...rulesOf(each) },
      );
      return { failover: policy === null ? [...stored, own] : stored };
    }
  }
}
