import { ENVIRONMENTS } from '@switchyard/contract';
import { Any, type EntityManager, type FindOptionsWhere } from 'typeorm';
import type { ConfigurationEntity } from '../database/configuration-entity';
import { FailoverPrimaryEntity } from './failover-primary-entity';
import type { PolicyDraft } from './policy-draft';
import { PolicyEntity } from './policy-entity';
import { PolicyTargetEntity } from './policy-target-entity';

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

/** What a policy's row has besides what the draft says. */
type PolicyIdentity = Pick<PolicyEntity, 'aiApiId' | 'providerId' | Exclude<keyof ConfigurationEntity, 'objectKind'>>;

export async function insertPolicy(
  manager: EntityManager,
  identity: PolicyIdentity,
  draft: PolicyDraft,
): Promise<PolicyEntity> {
  const policy = manager.create(PolicyEntity, { ...identity, kind: draft.kind, ...draft.settings });
  await manager.insert(PolicyEntity, policy);
  await insertTargets(manager, policy, draft);
  return policy;
}

export async function updatePolicy(
  manager: EntityManager,
  policy: PolicyEntity,
  stamp: Pick<PolicyEntity, 'version' | 'updatedAt'>,
  draft: PolicyDraft,
): Promise<PolicyEntity> {
  const next = Object.assign(manager.create(PolicyEntity, policy), stamp, draft.settings);
  await manager.update(PolicyEntity, { id: policy.id }, { ...stamp, ...draft.settings });
  await manager.delete(PolicyTargetEntity, { policyId: policy.id });
  await manager.delete(FailoverPrimaryEntity, { policyId: policy.id });
  await insertTargets(manager, next, draft);
  return next;
}

/** Its targets and primaries go along. */
export async function deletePolicy(manager: EntityManager, policy: PolicyEntity): Promise<void> {
  await manager.delete(PolicyEntity, { id: policy.id });
}

async function insertTargets(
  manager: EntityManager,
  policy: PolicyEntity,
  { kind, sides }: PolicyDraft,
): Promise<void> {
  const { id: policyId, aiApiId, providerId } = policy;
  const targets = ENVIRONMENTS.flatMap((environment) =>
    sides[environment].map(({ modelId, endpointId, weight }, position) =>
      manager.create(PolicyTargetEntity, {
        policyId,
        environment,
        position,
        providerId,
        modelId,
        endpointId,
        weight,
      }),
    ),
  );
  adoptTargets(policy, targets);
  if (targets.length > 0) await manager.insert(PolicyTargetEntity, targets);
  if (kind !== 'FAILOVER') return;
  const primaries = targets
    .filter(({ position }) => position === 0)
    .map(({ environment, modelId }) => ({ policyId, environment, aiApiId, modelId }));
  if (primaries.length > 0) await manager.insert(FailoverPrimaryEntity, primaries);
}
