import { type Environment, ENVIRONMENTS } from '@switchyard/contract';
import { Any, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { insertRows, overwriteRows } from '../../kernel/database/bulk-rows';
import type { ConfigurationEntity } from '../../kernel/database/configuration-entity';
import type { ModelEntity } from '../models/model-entity';
import { FailoverPrimaryEntity } from './failover-primary-entity';
import type { PolicyDraft } from './policy-draft';
import { PolicyEntity } from './policy-entity';
import { PolicyTargetEntity } from './policy-target-entity';
import { releaseTargetSets, targetSetIdOf, writeTargetSets } from './target-sets';

/** Policies with their targets, oldest first: two statements, however many there are. */
export async function loadPolicies(
  manager: EntityManager,
  where: FindOptionsWhere<PolicyEntity>,
): Promise<PolicyEntity[]> {
  const policies = await manager.find(PolicyEntity, { where, order: { id: 'ASC' } });
  const targets = await loadTargets(
    manager,
    policies.map(({ id }) => id),
  );
  for (const policy of policies) adoptTargets(policy, targets.get(policy.id) ?? []);
  return policies;
}

function adoptTargets(policy: PolicyEntity, targets: PolicyTargetEntity[]): void {
  policy.targets = targets;
  for (const target of targets) target.kind = policy.kind;
}

async function loadTargets(
  manager: EntityManager,
  policyIds: readonly string[],
): Promise<Map<string, PolicyTargetEntity[]>> {
  if (policyIds.length === 0) return new Map();
  const rows = await manager.find(PolicyTargetEntity, {
    where: { policyId: Any([...policyIds]) },
    order: { environment: 'ASC', position: 'ASC' },
  });
  return Map.groupBy(rows, ({ policyId }) => policyId);
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

/** Writes policies with their targets and primaries, by a constant number of statements. */
export async function writePolicies(
  manager: EntityManager,
  changed: readonly PolicyEntity[],
  created: readonly PolicyEntity[],
): Promise<void> {
  if (changed.length > 0) {
    const policyId = Any(changed.map(({ id }) => id));
    await releaseTargetSets(manager, changed);
    await overwriteRows(manager, PolicyEntity, changed);
    await manager.delete(PolicyTargetEntity, { policyId });
    await manager.delete(FailoverPrimaryEntity, { policyId });
  }
  await insertRows(manager, PolicyEntity, created);
  const written = [...changed, ...created];
  await insertRows(
    manager,
    PolicyTargetEntity,
    written.flatMap((policy) => policy.targets),
  );
  await insertRows(manager, FailoverPrimaryEntity, written.flatMap(primariesOf));
  await writeTargetSets(manager, written);
}

/** Deletes their targets and primaries as well. */
export async function deletePolicies(manager: EntityManager, policies: readonly PolicyEntity[]): Promise<void> {
  if (policies.length === 0) return;
  await releaseTargetSets(manager, policies);
  await manager.delete(PolicyEntity, { id: Any(policies.map(({ id }) => id)) });
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
