import { useState } from 'react';
import { type Failure, errorsByPath } from '../../graphql/failure';
import { useChange } from '../../parts/use-change';
import {
  AttachFailoverDocument,
  AttachRoundRobinDocument,
  AttachWeightedDocument,
  type EditedPolicyFragment,
  ReplacePoliciesDocument,
  UpdateFailoverDocument,
  UpdateRoundRobinDocument,
  UpdateWeightedDocument,
} from './documents.generated';
import type { PolicyDraft } from './policy-draft';
import { failoverInput, roundRobinInput, weightedInput, withoutPolicyPath } from './policy-input';
import type { StoredPolicy } from './stored-policy';

const ATTACHED = 'Policy attached';
const SAVED = 'Policy saved';

export interface SavePolicy {
  /** Resolves to whether the draft was saved. */
  readonly save: (draft: PolicyDraft) => Promise<boolean>;
  readonly isBusy: boolean;
  readonly failure: Failure | null;
  /** By the place in the draft. */
  readonly errors: Record<string, string>;
  readonly forget: () => void;
}

/**
 * Saves a draft by the mutation of its kind: attaches it, updates the policy, or puts it in the place of all policies if
 * its kind is another one.
 *
 * @param policy the policy as it was when editing began; null for a new one. What somebody else has saved since is
 *   refused as stale, never overwritten.
 * @param policiesVersion of the AI API, as it was then
 */
export function useSavePolicy(
  aiApiId: string,
  { policy, policiesVersion }: Pick<StoredPolicy, 'policy' | 'policiesVersion'>,
): SavePolicy {
  const changes = {
    attachFailover: useChange(AttachFailoverDocument, ATTACHED),
    attachRoundRobin: useChange(AttachRoundRobinDocument, ATTACHED),
    attachWeighted: useChange(AttachWeightedDocument, ATTACHED),
    updateFailover: useChange(UpdateFailoverDocument, SAVED),
    updateRoundRobin: useChange(UpdateRoundRobinDocument, SAVED),
    updateWeighted: useChange(UpdateWeightedDocument, SAVED),
    replace: useChange(ReplacePoliciesDocument, 'Policies replaced'),
  };
  const [last, setLast] = useState<keyof typeof changes>('replace');

  const attach = (draft: PolicyDraft) => {
    switch (draft.kind) {
      case 'FAILOVER':
        setLast('attachFailover');
        return changes.attachFailover.run({ input: { aiApiId, ...failoverInput(draft) } });
      case 'ROUND_ROBIN':
        setLast('attachRoundRobin');
        return changes.attachRoundRobin.run({ input: { aiApiId, ...roundRobinInput(draft) } });
      case 'WEIGHTED_ROUND_ROBIN':
        setLast('attachWeighted');
        return changes.attachWeighted.run({ input: { aiApiId, ...weightedInput(draft) } });
    }
  };
  const update = (draft: PolicyDraft, { id: policyId, version: expectedVersion }: EditedPolicyFragment) => {
    const edited = { policyId, expectedVersion };
    switch (draft.kind) {
      case 'FAILOVER':
        setLast('updateFailover');
        return changes.updateFailover.run({ input: { ...edited, ...failoverInput(draft) } });
      case 'ROUND_ROBIN':
        setLast('updateRoundRobin');
        return changes.updateRoundRobin.run({ input: { ...edited, ...roundRobinInput(draft) } });
      case 'WEIGHTED_ROUND_ROBIN':
        setLast('updateWeighted');
        return changes.updateWeighted.run({ input: { ...edited, ...weightedInput(draft) } });
    }
  };
  const replace = (draft: PolicyDraft) => {
    setLast('replace');
    const policies = {
      FAILOVER: () => ({ failover: [failoverInput(draft)] }),
      ROUND_ROBIN: () => ({ roundRobin: roundRobinInput(draft) }),
      WEIGHTED_ROUND_ROBIN: () => ({ weightedRoundRobin: weightedInput(draft) }),
    }[draft.kind]();
    return changes.replace.run({
      input: { aiApiId, expectedVersion: policiesVersion, ...policies },
    });
  };
  const { isBusy, failure, forget } = changes[last];
  const errors = failure === null ? [] : Object.entries(errorsByPath(failure));
  return {
    save: async (draft) => {
      if (policy === null) return (await attach(draft)) !== null;
      return (await (policy.kind === draft.kind ? update(draft, policy) : replace(draft))) !== null;
    },
    isBusy,
    failure,
    errors: Object.fromEntries(errors.map(([path, message]) => [withoutPolicyPath(path), message])),
    forget,
  };
}
