import type { EntityManager } from 'typeorm';
import type { AiApiEntity } from '../ai-apis/ai-api-entity';
import { aiApiOfPolicy, getAiApi } from '../ai-apis/ai-api-store';
import { badInput, notFound } from '../../kernel/errors/domain-error';
import type { ChangeCorridor } from '../../change/commit-change';
import { checkInput } from '../../kernel/rules/check-input';
import { together } from '../../kernel/database/together';
import { checkVersion } from '../../kernel/database/find-object';
import { isUuid } from '../../kernel/text/uuid';
import type { Caller } from '../../kernel/caller/caller';
import { checkTargets } from './check-targets';
import { changesNothing, hasTargets, NO_TARGETS, patched } from './policy-draft';
import type { PolicyEntity } from './policy-entity';
import { refuseConflictingKind, refuseTakenPrimaries } from './policy-family';
import type { PolicyKind } from './policy-kind';
import { attachRules, detachRules, patchOf, updateRules } from './policy-rules';
import { policiesBeside, policiesOf } from './policy-store';
import { recordPolicies, replacePolicies } from './replace-policies';
import { loadTargetParts } from './target-parts';

const KIND_NAMES: Record<PolicyKind, string> = {
  ROUND_ROBIN: 'round-robin policy',
  WEIGHTED_ROUND_ROBIN: 'weighted round-robin policy',
  FAILOVER: 'failover policy',
};

/** A policy with everything that its rules need. */
interface PolicyInPlace {
  readonly aiApi: AiApiEntity;
  readonly policy: PolicyEntity;
  readonly others: PolicyEntity[];
}

/** Changes single policies; `SetPoliciesService` replaces all policies of an AI API at once. */
export class PolicyService {
  constructor(private readonly corridor: ChangeCorridor) {}

  async attach(caller: Caller, operation: string, kind: PolicyKind, input: unknown) {
    const { aiApiId, draft, comment } = checkInput(attachRules[kind], input);
    return this.corridor.commit({ caller, operation, comment }, async (change) => {
      const aiApi = await getAiApi(change.manager, aiApiId);
      const present = await policiesOf(change.manager, aiApi.id);
      await refuseConflictingKind(change.manager, aiApi, present, draft);
      await refuseTakenPrimaries(change.manager, aiApi, present, draft);
      const proposals = [{ sides: draft.sides, at: [] }];
      const parts = await loadTargetParts(change.manager, aiApi.providerIds, [], proposals);
      checkTargets(parts, aiApi.providerIds, proposals);
      const [{ created }] = await together([
        replacePolicies(change, aiApi, parts, { created: [draft] }),
        recordPolicies(change, aiApi, draft.kind),
      ]);
      return { policy: single(created) };
    });
  }

  async update(caller: Caller, operation: string, kind: PolicyKind, input: unknown) {
    const { policyId, expectedVersion, comment, ...given } = checkInput(updateRules[kind], input);
    return this.corridor.commit({ caller, operation, comment }, async (change) => {
      const { aiApi, policy, others } = await policyInPlace(change.manager, policyId, KIND_NAMES[kind], kind);
      checkVersion(KIND_NAMES[kind], policy.version, expectedVersion);
      const patch = patchOf(given);
      const draft = patched(policy, patch);
      if (changesNothing(policy, draft)) return { policy };
      if (!hasTargets(draft.sides)) {
        throw badInput([{ path: patch.sides.PRODUCTION === undefined ? 'sandbox' : 'production', ...NO_TARGETS }]);
      }
      await refuseTakenPrimaries(change.manager, aiApi, others, draft);
      const parts = await loadTargetParts(change.manager, aiApi.providerIds, [policy], [draft]);
      checkTargets(parts, aiApi.providerIds, [{ sides: patch.sides, at: [] }]);
      const [{ changed }] = await together([
        replacePolicies(change, aiApi, parts, { changed: [{ policy, draft }] }),
        recordPolicies(change, aiApi, kind),
      ]);
      return { policy: single(changed) };
    });
  }

  async detach(caller: Caller, input: unknown) {
    const { policyId, expectedVersion, comment } = checkInput(detachRules, input);
    return this.corridor.commit({ caller, operation: 'detachPolicy', comment }, async (change) => {
      const { aiApi, policy, others } = await policyInPlace(change.manager, policyId, 'policy');
      checkVersion('policy', policy.version, expectedVersion);
      const parts = await loadTargetParts(change.manager, aiApi.providerIds, [policy]);
      await replacePolicies(change, aiApi, parts, { removed: [policy] });
      const kind = others.length > 0 ? policy.kind : null;
      return { deletedId: policy.id, aiApi: await recordPolicies(change, aiApi, kind) };
    });
  }
}

async function policyInPlace(
  manager: EntityManager,
  policyId: string,
  what: string,
  kind?: PolicyKind,
): Promise<PolicyInPlace> {
  if (!isUuid(policyId)) throw notFound(what, policyId);
  const [aiApi, policies] = await together([aiApiOfPolicy(manager, policyId), policiesBeside(manager, policyId)]);
  const policy = policies.find(({ id }) => id === policyId.toLowerCase());
  if (aiApi === null || policy === undefined || (kind !== undefined && policy.kind !== kind))
    throw notFound(what, policyId);
  return { aiApi, policy, others: policies.filter((other) => other !== policy) };
}

function single(policies: readonly PolicyEntity[]): PolicyEntity {
  const [policy] = policies;
  if (policy === undefined) throw new Error('the policy just written is missing');
  return policy;
}
