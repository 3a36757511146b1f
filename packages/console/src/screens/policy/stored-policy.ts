import type { EditedPolicyFragment } from './documents.generated';
import type { EditedAiApi } from './edited-ai-api';
import { describeDraft, draftOf, NEW_POLICY, type PolicyDraft } from './policy-draft';

/** A policy as the API has it, with the versions that a save is sent against. */
export interface StoredPolicy {
  /** Of the policy; 0 for a new one, which others cannot change. */
  readonly version: number;
  /** Null for a new one. */
  readonly policy: EditedPolicyFragment | null;
  /** Of all policies of the AI API. */
  readonly policiesVersion: number;
  readonly policyNames: readonly string[];
  readonly draft: PolicyDraft;
}

export function storedPolicy(aiApi: EditedAiApi, policy: EditedPolicyFragment | null): StoredPolicy {
  const { policiesVersion, policies } = aiApi;
  const policyNames = policies.map(({ name }) => name);
  if (policy === null) return { version: 0, policy, policiesVersion, policyNames, draft: NEW_POLICY };
  return { version: policy.version, policy, policiesVersion, policyNames, draft: draftOf(policy) };
}

/** As text by the field's name, to say what somebody else has changed. */
export function describeStored({ draft, policyNames }: StoredPolicy): Record<string, string> {
  return { ...describeDraft(draft), 'Policies of the AI API': policyNames.join(', ') };
}
