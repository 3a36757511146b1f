import { type Environment, ENVIRONMENTS } from '@switchyard/contract';
import type { EntityManager, FindOptionsWhere } from 'typeorm';
import { insertRows, overwriteRows, ROWS_PER_STATEMENT } from '../../kernel/database/bulk-rows';
import { together } from '../../kernel/database/together';
import { selectEntities } from '../../kernel/database/plain-rows';
import type { ConfigurationEntity } from '../../kernel/database/configuration-entity';
import type { ModelEntity } from '../models/model-entity';
import { FailoverPrimaryEntity } from './failover-primary-entity';
import type { PolicyDraft } from './policy-draft';
import { PolicyEntity } from './policy-entity';
import { PolicyTargetEntity } from './policy-target-entity';
import { deleteWithTargetSets, releaseTargets, targetSetIdOf, writeTargetSets } from './target-sets';

/** Policies with their targets, oldest first: two statements, however many there are. */
export async function loadPolicies(
  manager: EntityManager,
  where: FindOptionsWhere<PolicyEntity>,
): Promise<PolicyEntity[]> {
  const policies = await manager.find(PolicyEntity, { where, order: { id: 'ASC' } });
  const policyIds = policies.map(({ id }) => id);
  return withTargets(policies, policyIds.length === 0 ? [] : await selectTargets(manager, '= ANY($1)', policyIds));
}

/** The policies of an AI API with their targets, oldest first, by two statements sent together. */
export async function policiesOf(manager: EntityManager, aiApiId: string): Promise<PolicyEntity[]> {
  return policiesOfAiApi(manager, '$1', aiApiId);
}

/** All policies of a policy's AI API. */
export async function policiesBeside(manager: EntityManager, policyId: string): Promise<PolicyEntity[]> {
  return policiesOfAiApi(manager, '(SELECT ai_api_id FROM policy WHERE id = $1)', policyId);
}

/** @param aiApiId an expression of $1 */
async function policiesOfAiApi(manager: EntityManager, aiApiId: string, parameter: string): Promise<PolicyEntity[]> {
  const [policies, targets] = await together([
    selectEntities(manager, PolicyEntity, `WHERE ai_api_id = ${aiApiId} ORDER BY id`, [parameter]),
    selectTargets(manager, `IN (SELECT id FROM policy WHERE ai_api_id = ${aiApiId})`, parameter),
  ]);
  return withTargets(policies, targets);
}

/** @param ofPolicies a condition on a policy's id, with one parameter */
function selectTargets(manager: EntityManager, ofPolicies: string, parameter: unknown): Promise<PolicyTargetEntity[]> {
  const rest = `WHERE policy_id ${ofPolicies} ORDER BY environment, position`;
  return selectEntities(manager, PolicyTargetEntity, rest, [parameter]);
}

function withTargets(policies: PolicyEntity[], targets: readonly PolicyTargetEntity[]): PolicyEntity[] {
  const byPolicy = Map.groupBy(targets, ({ policyId }) => policyId);
  for (const policy of policies) adoptTargets(policy, byPolicy.get(policy.id) ?? []);
  return policies;
}

function adoptTargets(policy: PolicyEntity, targets: PolicyTargetEntity[]): void {
  policy.targets = targets;
  for (const target of targets) target.kind = policy.kind;
}

/** The members of a policy's row that the draft does not have. */
type PolicyIdentity = Pick<PolicyEntity, 'aiApiId' | Exclude<keyof ConfigurationEntity, 'objectKind'>>;

/** The models that a draft's targets name, by their ids: a target is of its model's provider. */
export type TargetedModels = ReadonlyMap<string, ModelEntity>;

/** A policy from a draft, not yet written. */
export function newPolicy(
  manager: EntityManager,
  identity: PolicyIdentity,
  draft: PolicyDraft,
  models: TargetedModels,
): PolicyEntity {
  const policy = manager.create(PolicyEntity, { ...identity, kind: draft.kind, ...draft.settings });
  adoptDraftedTargets(manager, policy, draft, models);
  return policy;
}

/** A policy after the draft is applied, not yet written. */
export function changedPolicy(
  manager: EntityManager,
  policy: PolicyEntity,
  stamp: Pick<PolicyEntity, 'version' | 'updatedAt'>,
  draft: PolicyDraft,
  models: TargetedModels,
): PolicyEntity {
  const next = Object.assign(manager.create(PolicyEntity, policy), stamp, draft.settings);
  adoptDraftedTargets(manager, next, draft, models);
  return next;
}

/** Writes policies with their targets and primaries, by at most four statements for each 500 of them, sent together. */
export async function writePolicies(
  manager: EntityManager,
  changed: readonly PolicyEntity[],
  created: readonly PolicyEntity[],
): Promise<void> {
  await inSlices(changed, async (slice) => {
    await together([
      releaseTargets(manager, slice),
      overwriteRows(manager, PolicyEntity, slice),
      writeTargets(manager, slice),
    ]);
  });
  await inSlices(created, async (slice) => {
    await together([insertRows(manager, PolicyEntity, slice), writeTargets(manager, slice)]);
  });
}

async function inSlices(
  policies: readonly PolicyEntity[],
  write: (slice: readonly PolicyEntity[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < policies.length; start += ROWS_PER_STATEMENT) {
    await write(policies.slice(start, start + ROWS_PER_STATEMENT));
  }
}

async function writeTargets(manager: EntityManager, policies: readonly PolicyEntity[]): Promise<void> {
  await together([
    insertRows(
      manager,
      PolicyTargetEntity,
      policies.flatMap((policy) => policy.targets),
    ),
    insertRows(manager, FailoverPrimaryEntity, policies.flatMap(primariesOf)),
    writeTargetSets(manager, policies),
  ]);
}

/** Deletes their targets and primaries as well. */
export async function deletePolicies(manager: EntityManager, policies: readonly PolicyEntity[]): Promise<void> {
  if (policies.length === 0) return;
  await deleteWithTargetSets(manager, policies);
}

function adoptDraftedTargets(
  manager: EntityManager,
  policy: PolicyEntity,
  draft: PolicyDraft,
  models: TargetedModels,
): void {
  const targets = draftedTargets(manager, policy, draft, models);
  const setIdOf = (side: Environment) => targetSetIdOf(targets.filter(({ environment }) => environment === side));
  adoptTargets(policy, targets);
  policy.productionTargetSetId = setIdOf('PRODUCTION');
  policy.sandboxTargetSetId = setIdOf('SANDBOX');
}

function draftedTargets(
  manager: EntityManager,
  { id: policyId, aiApiId }: PolicyEntity,
  { sides }: PolicyDraft,
  models: TargetedModels,
): PolicyTargetEntity[] {
  return ENVIRONMENTS.flatMap((environment) =>
    sides[environment].map(({ modelId, endpointId, weight }, position) =>
      manager.create(PolicyTargetEntity, {
        policyId,
        environment,
        position,
        aiApiId,
        providerId: models.get(modelId)?.providerId ?? '',
        modelId,
        endpointId,
        weight,
      }),
    ),
  );
}

function primariesOf({ id: policyId, aiApiId, kind, targets }: PolicyEntity) {
  if (kind !== 'FAILOVER') return [];
  return targets
    .filter(({ position }) => position === 0)
    .map(({ environment, modelId }) => ({ policyId, environment, aiApiId, modelId }));
}
