import { ENVIRONMENTS, FAILOVER_POLICIES_PER_AI_API_MAX } from '@switchyard/contract';
import { getAiApi } from '../ai-apis/ai-api-store';
import { z } from 'zod';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import { InputCheck, type Refusals } from '../../kernel/rules/input-check';
import { nameKey } from '../../kernel/text/name-key';
import { together } from '../../kernel/database/together';
import { checkVersion } from '../../kernel/database/find-object';
import type { Caller } from '../../kernel/caller/caller';
import { judgeTargets, type ProposedSides } from './check-targets';
import { changesNothing, type PolicyDraft } from './policy-draft';
import type { PolicyEntity } from './policy-entity';
import { sidesNamedIn } from './named-targets';
import { primaryNamed, primaryOf, refuseRepeated } from './policy-family';
import type { PolicyKind } from './policy-kind';
import { setPoliciesRules } from './policy-rules';
import { policiesOf } from './policy-store';
import { recordPolicies, replacePolicies } from './replace-policies';
import { loadTargetParts } from './target-parts';

/** A policy of the input. */
interface Wanted extends ProposedSides {
  readonly kind: PolicyKind;
  readonly name: string | null;
  /** Null if the policy itself breaks a rule: then only what it names is checked. */
  readonly draft: PolicyDraft | null;
  /** The id of the present policy to continue, if the caller gives one. */
  readonly policyId: string | null;
}

/** A policy of the input with the present one that it continues; null if it is new. */
interface Continued extends Wanted {
  readonly present: PolicyEntity | null;
}

/** The input of `setPolicies`, or of a preview of it. */
export class PolicyListCheck extends InputCheck<z.output<typeof setPoliciesRules>> {
  constructor(input: unknown) {
    super(setPoliciesRules, input);
  }
}

/** Replaces all policies of an AI API at once, so that it is never without a policy while their kind changes. */
export class SetPoliciesService {
  constructor(private readonly corridor: ChangeCorridor) {}

  async setPolicies(caller: Caller, input: unknown) {
    const check = new PolicyListCheck(input);
    return this.corridor.commitChecked(check, { caller, operation: 'setPolicies' }, (change) =>
      replaceAll(check, change),
    );
  }
}

/**
 * Checks the input against the configuration, and replaces the policies within a change.
 *
 * @throws DomainError BAD_USER_INPUT, NOT_FOUND or CONFLICT with all problems
 */
export async function replaceAll(check: PolicyListCheck, change: ChangeInProgress) {
  const { aiApiId, expectedVersion } = check.valid;
  const found = aiApiId === undefined ? null : await check.gather(() => getAiApi(change.manager, aiApiId));
  if (found !== null) {
    await check.gather(() => checkVersion('list of policies', found.policiesVersion, expectedVersion));
  }
  const present = found === null ? [] : await policiesOf(change.manager, found.id);
  const wanted = wantedPolicies(check);
  const continued = found === null ? [] : continuePolicies(check, wanted, present);
  const changed = continued.filter(
    ({ present: old, draft }) => old === null || draft === null || !changesNothing(old, draft),
  );
  const removed = present.filter((policy) => !continued.some((next) => next.present?.id === policy.id));
  const targeted = await loadTargetParts(change.manager, found?.providerIds ?? [], present, wanted);
  refuseRepeated(
    check,
    wanted.filter(({ kind }) => kind === 'FAILOVER'),
    targeted,
  );
  if (found !== null) check.add(...changed.flatMap((policy) => judgeTargets(targeted, found.providerIds, policy)));
  const [, aiApi] = check.passed(found);
  const unchanged = continued.filter((policy) => !changed.includes(policy)).flatMap((next) => next.present ?? []);
  if (changed.length === 0 && removed.length === 0) return { policies: unchanged, unchanged, aiApi, deletedIds: [] };
  const drafts = changed.flatMap(({ present: policy, draft }) => (draft === null ? [] : [{ policy, draft }]));
  const [updated, written] = await together([
    recordPolicies(change, aiApi, wanted[0]?.kind ?? null),
    replacePolicies(change, aiApi, targeted, {
      removed,
      changed: drafts.flatMap(({ policy, draft }) => (policy === null ? [] : [{ policy, draft }])),
      created: drafts.flatMap(({ policy, draft }) => (policy === null ? [draft] : [])),
    }),
  ]);
  const changedById = new Map(written.changed.map((policy) => [policy.id, policy]));
  const created = written.created.values();
  const policies = continued.flatMap(({ present: old }) =>
    old === null ? (created.next().value ?? []) : (changedById.get(old.id) ?? old),
  );
  return { policies, unchanged, aiApi: updated, deletedIds: removed.map(({ id }) => id) };
}

const givenSchema = z.object({
  roundRobin: z.unknown().optional(),
  weightedRoundRobin: z.unknown().optional(),
  failover: z.array(z.unknown()).catch([]),
});
const namedSchema = z.object({
  name: z.string().nullable().catch(null).default(null),
  policyId: z.string().nullable().catch(null).default(null),
});

/** The policies of an input, also those that break a rule. */
function wantedPolicies(check: PolicyListCheck): Wanted[] {
  const { roundRobin, weightedRoundRobin, failover } = givenSchema.parse(check.input);
  const wanted = (kind: PolicyKind, given: unknown, at: (string | number)[], draft: PolicyDraft | null): Wanted => ({
    kind,
    ...namedSchema.parse(given),
    draft,
    sides: draft?.sides ?? sidesNamedIn(given),
    at,
  });
  if (roundRobin) return [wanted('ROUND_ROBIN', roundRobin, ['roundRobin'], check.valid.roundRobin ?? null)];
  if (weightedRoundRobin) {
    const draft = check.valid.weightedRoundRobin ?? null;
    return [wanted('WEIGHTED_ROUND_ROBIN', weightedRoundRobin, ['weightedRoundRobin'], draft)];
  }
  const drafts = new Map(check.items('failover').map(({ index, item }) => [index, item.draft]));
  const listed = failover.slice(0, FAILOVER_POLICIES_PER_AI_API_MAX);
  return listed.map((given, index) => wanted('FAILOVER', given, ['failover', index], drafts.get(index) ?? null));
}

/** Finds the present policy that each one continues: by the given id, otherwise by name, otherwise by kind and primary model. */
function continuePolicies(
  refusals: Refusals,
  wanted: readonly Wanted[],
  present: readonly PolicyEntity[],
): Continued[] {
  const found = new Map(wanted.map((policy) => [policy, namedPolicy(refusals, policy, present)]));
  refuseNamedTwice(refusals, wanted);
  const free = new Set(present);
  for (const policy of found.values()) if (policy !== null) free.delete(policy);
  for (const isContinued of [hasName, continues]) {
    for (const policy of wanted) {
      if (found.get(policy)) continue;
      const old = [...free].find((candidate) => isContinued(policy, candidate));
      if (old === undefined) continue;
      found.set(policy, old);
      free.delete(old);
    }
  }
  return wanted.map((policy) => ({ ...policy, present: found.get(policy) ?? null }));
}

function namedPolicy(
  refusals: Refusals,
  { policyId, at }: Wanted,
  present: readonly PolicyEntity[],
): PolicyEntity | null {
  if (policyId === null) return null;
  const found = present.find(({ id, kind }) => id === policyId.toLowerCase() && kind === 'FAILOVER');
  if (found !== undefined) return found;
  const path = [...at, 'policyId'].join('.');
  refusals.add({ path, message: 'no failover policy of this AI API has this id', reason: 'NOT_FOUND' });
  return null;
}

function refuseNamedTwice(refusals: Refusals, wanted: readonly Wanted[]): void {
  const seen = new Set<string>();
  for (const { policyId, at } of wanted) {
    if (policyId === null) continue;
    const path = [...at, 'policyId'].join('.');
    const message = 'is already continued by another policy in this list';
    if (seen.has(policyId.toLowerCase())) refusals.add({ path, message, reason: 'DUPLICATE' });
    seen.add(policyId.toLowerCase());
  }
}

function hasName({ name }: Wanted, { givenName }: PolicyEntity): boolean {
  return name !== null && givenName !== null && nameKey(name) === nameKey(givenName);
}

function continues({ kind, sides }: Wanted, present: PolicyEntity): boolean {
  if (kind !== present.kind) return false;
  if (kind !== 'FAILOVER') return true;
  return ENVIRONMENTS.some((environment) => {
    const primary = primaryNamed(sides, environment);
    return primary !== undefined && primaryOf(present, environment) === primary.modelId;
  });
}
