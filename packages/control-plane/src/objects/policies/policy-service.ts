import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { AiApiEntity } from '../ai-apis/ai-api-entity';
import { aiApiOfPolicy, getAiApi } from '../ai-apis/ai-api-store';
import { notFound } from '../../kernel/errors/domain-error';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import { InputCheck } from '../../kernel/rules/input-check';
import { together } from '../../kernel/database/together';
import { checkVersion } from '../../kernel/database/find-object';
import { isUuid } from '../../kernel/text/uuid';
import type { Caller } from '../../kernel/caller/caller';
import { judgeTargets } from './check-targets';
import { sidesNamedIn } from './named-targets';
import { changesNothing, hasTargets, NO_TARGETS, patched, type PolicyDraft, type PolicyPatch } from './policy-draft';
import type { PolicyEntity } from './policy-entity';
import { refuseConflictingKind, refuseTaken } from './policy-family';
import type { PolicyKind } from './policy-kind';
import {
  type AttachInput,
  attachRules,
  detachRules,
  draftOf,
  patchOf,
  type UpdateInput,
  updateRules,
} from './policy-rules';
import { policiesBeside, policiesOf } from './policy-store';
import { recordPolicies, replacePolicies } from './replace-policies';
import { loadTargetParts, type TargetParts } from './target-parts';

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
    const check = new InputCheck<AttachInput>(attachRules[kind], input);
    return this.corridor.commitChecked(check, { caller, operation }, async (change) => {
      const { manager } = change;
      const { aiApiId, name = null } = check.valid;
      const found = aiApiId === undefined ? null : await check.gather(() => getAiApi(manager, aiApiId));
      const proposal = { name, sides: sidesNamedIn(input), at: [] };
      let targeted: TargetParts | null = null;
      if (found !== null) {
        const present = await policiesOf(manager, found.id);
        await refuseConflictingKind(check, manager, found, present, kind);
        if (kind === 'FAILOVER') await refuseTaken(check, manager, found, present, proposal);
        targeted = await loadTargetParts(manager, found.providerIds, [], [proposal]);
        check.add(...judgeTargets(targeted, found.providerIds, proposal));
      }
      const [given, aiApi, parts] = check.passed(found, targeted);
      const [{ created }] = await together([
        replacePolicies(change, aiApi, parts, { created: [draftOf(kind)(given)] }),
        recordPolicies(change, aiApi, kind),
      ]);
      return { policy: single(created) };
    });
  }

  async update(caller: Caller, operation: string, kind: PolicyKind, input: unknown) {
    const check = new InputCheck<UpdateInput>(updateRules[kind], input);
    return this.corridor.commitChecked(check, { caller, operation }, async (change) => {
      const found = await inPlace(check, change, KIND_NAMES[kind], kind);
      // Of an invalid input only the targets are known, which are checked all the same.
      const patch = check.whole === null ? { settings: {}, sides: sidesNamedIn(input) } : patchOf(check.whole);
      const draft = found && patched(found.policy, patch);
      if (check.isEmpty && found && draft && changesNothing(found.policy, draft)) return { policy: found.policy };
      const targeted = found && draft && (await refusePatch(check, change.manager, found, patch, draft));
      const [, { aiApi, policy }, next, parts] = check.passed(found, draft, targeted);
      const [{ changed }] = await together([
        replacePolicies(change, aiApi, parts, { changed: [{ policy, draft: next }] }),
        recordPolicies(change, aiApi, kind),
      ]);
      return { policy: single(changed) };
    });
  }

  async detach(caller: Caller, input: unknown) {
    const check = new InputCheck(detachRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'detachPolicy' }, async (change) => {
      const [, { aiApi, policy, others }] = check.passed(await inPlace(check, change, 'policy'));
      const parts = await loadTargetParts(change.manager, aiApi.providerIds, [policy]);
      await replacePolicies(change, aiApi, parts, { removed: [policy] });
      const kind = others.length > 0 ? policy.kind : null;
      return { deletedId: policy.id, aiApi: await recordPolicies(change, aiApi, kind) };
    });
  }
}

/** The policy of an input; null, with a problem, if there is none. A stale version is a problem, too. */
async function inPlace(
  check: InputCheck<z.output<typeof detachRules>>,
  { manager }: ChangeInProgress,
  what: string,
  kind?: PolicyKind,
): Promise<PolicyInPlace | null> {
  const { policyId, expectedVersion } = check.valid;
  if (policyId === undefined) return null;
  const found = await check.gather(() => policyInPlace(manager, policyId, what, kind));
  if (found !== null) await check.gather(() => checkVersion(what, found.policy.version, expectedVersion));
  return found;
}

/** Checks a policy with the patch applied against the others. @returns what its targets refer to */
async function refusePatch(
  check: InputCheck<UpdateInput>,
  manager: EntityManager,
  { aiApi, policy, others }: PolicyInPlace,
  { sides }: PolicyPatch,
  draft: PolicyDraft,
): Promise<TargetParts> {
  const isEmptied = !hasTargets(draft.sides) && !check.isRefused('production') && !check.isRefused('sandbox');
  if (isEmptied) check.add({ path: sides.PRODUCTION === undefined ? 'sandbox' : 'production', ...NO_TARGETS });
  const name = check.valid.name ?? null;
  if (policy.kind === 'FAILOVER') await refuseTaken(check, manager, aiApi, others, { name, sides: draft.sides });
  const parts = await loadTargetParts(manager, aiApi.providerIds, [policy], [draft]);
  check.add(...judgeTargets(parts, aiApi.providerIds, { sides, at: [] }));
  return parts;
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
