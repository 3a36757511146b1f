import { ENVIRONMENTS } from '@switchyard/contract';
import { getAiApi } from '../ai-apis/ai-api-store';
import { badInput } from '../../kernel/errors/domain-error';
import type { ChangeCorridor } from '../../change/commit-change';
import { checkInput } from '../../kernel/rules/check-input';
import { together } from '../../kernel/database/together';
import { checkVersion } from '../../kernel/database/find-object';
import type { Caller } from '../../kernel/caller/caller';
import { checkTargets, type ProposedSides } from './check-targets';
import { changesNothing, type PolicyDraft } from './policy-draft';
import type { PolicyEntity } from './policy-entity';
import { primaryOf, refuseRepeatedPrimaries } from './policy-family';
import { setPoliciesRules } from './policy-rules';
import { policiesOf } from './policy-store';
import { recordPolicies, replacePolicies } from './replace-policies';
import { loadTargetParts } from './target-parts';

/** A policy of the input. */
interface Wanted extends ProposedSides {
  readonly draft: PolicyDraft;
  readonly sides: PolicyDraft['sides'];
  /** The id of the present policy to continue, if the caller gives one. */
  readonly policyId: string | null;
}

/** A policy of the input with the present one that it continues; null if it is new. */
interface Continued extends Wanted {
  readonly present: PolicyEntity | null;
}

/** Replaces all policies of an AI API at once, so that it is never without a policy while their kind changes. */
export class SetPoliciesService {
  constructor(private readonly corridor: ChangeCorridor) {}

  async setPolicies(caller: Caller, input: unknown) {
    const { aiApiId, expectedVersion, comment, ...given } = checkInput(setPoliciesRules, input);
    const wanted = wantedPolicies(given);
    refuseRepeatedPrimaries(wanted.filter(({ draft }) => draft.kind === 'FAILOVER'));
    return this.corridor.commit({ caller, operation: 'setPolicies', comment }, async (change) => {
      const aiApi = await getAiApi(change.manager, aiApiId);
      checkVersion('list of policies', aiApi.policiesVersion, expectedVersion);
      const present = await policiesOf(change.manager, aiApi.id);
      const continued = continuePolicies(wanted, present);
      const changed = continued.filter(({ present: old, draft }) => old === null || !changesNothing(old, draft));
      const removed = present.filter((policy) => !continued.some((next) => next.present?.id === policy.id));
      if (changed.length === 0 && removed.length === 0) {
        return { policies: continued.flatMap((next) => next.present ?? []), aiApi, deletedIds: [] };
      }
      const parts = await loadTargetParts(change.manager, aiApi.providerIds, present, changed);
      checkTargets(parts, aiApi.providerIds, changed);
      const [updated, written] = await together([
        recordPolicies(change, aiApi, wanted[0]?.draft.kind ?? null),
        replacePolicies(change, aiApi, parts, {
          removed,
          changed: changed.flatMap(({ present: policy, draft }) => (policy === null ? [] : [{ policy, draft }])),
          created: changed.flatMap(({ present: policy, draft }) => (policy === null ? [draft] : [])),
        }),
      ]);
      const changedById = new Map(written.changed.map((policy) => [policy.id, policy]));
      const created = written.created.values();
      const policies = continued.flatMap(({ present: old }) =>
        old === null ? (created.next().value ?? []) : (changedById.get(old.id) ?? old),
      );
      return { policies, aiApi: updated, deletedIds: removed.map(({ id }) => id) };
    });
  }
}

interface GivenPolicies {
  readonly roundRobin?: PolicyDraft | null | undefined;
  readonly weightedRoundRobin?: PolicyDraft | null | undefined;
  readonly failover?: { policyId?: string | null | undefined; draft: PolicyDraft }[] | null | undefined;
}

function wantedPolicies({ roundRobin, weightedRoundRobin, failover }: GivenPolicies): Wanted[] {
  const wanted = (draft: PolicyDraft, at: (string | number)[], policyId: string | null = null): Wanted => ({
    draft,
    sides: draft.sides,
    at,
    policyId,
  });
  if (roundRobin) return [wanted(roundRobin, ['roundRobin'])];
  if (weightedRoundRobin) return [wanted(weightedRoundRobin, ['weightedRoundRobin'])];
  return (failover ?? []).map(({ draft, policyId }, index) => wanted(draft, ['failover', index], policyId ?? null));
}

/** Finds the present policy that each one continues: by the given id, otherwise by kind and primary model. */
function continuePolicies(wanted: readonly Wanted[], present: readonly PolicyEntity[]): Continued[] {
  const named = new Map(wanted.map((policy) => [policy, namedPolicy(policy, present)]));
  const free = new Set(present);
  for (const policy of named.values()) {
    if (policy !== null) free.delete(policy);
  }
  refuseNamedTwice(wanted);
  return wanted.map((policy) => {
    const old = named.get(policy) ?? [...free].find((candidate) => continues(policy.draft, candidate)) ?? null;
    if (old !== null) free.delete(old);
    return { ...policy, present: old };
  });
}

function namedPolicy({ policyId, at }: Wanted, present: readonly PolicyEntity[]): PolicyEntity | null {
  if (policyId === null) return null;
  const found = present.find(({ id, kind }) => id === policyId.toLowerCase() && kind === 'FAILOVER');
  if (found !== undefined) return found;
  const path = [...at, 'policyId'].join('.');
  throw badInput([{ path, message: 'no failover policy of this AI API has this id', reason: 'NOT_FOUND' }]);
}

function refuseNamedTwice(wanted: readonly Wanted[]): void {
  const seen = new Set<string>();
  for (const { policyId, at } of wanted) {
    if (policyId === null) continue;
    const path = [...at, 'policyId'].join('.');
    const message = 'is already continued by another policy in this list';
    if (seen.has(policyId.toLowerCase())) throw badInput([{ path, message, reason: 'DUPLICATE' }]);
    seen.add(policyId.toLowerCase());
  }
}

function continues(draft: PolicyDraft, present: PolicyEntity): boolean {
  if (draft.kind !== present.kind) return false;
  if (draft.kind !== 'FAILOVER') return true;
  return ENVIRONMENTS.some((environment) => {
    const [primary] = draft.sides[environment];
    return primary !== undefined && primaryOf(present, environment) === primary.modelId;
  });
}
