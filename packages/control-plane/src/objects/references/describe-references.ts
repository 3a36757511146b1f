import { Any, type EntityManager, type EntityTarget, type FindOptionsWhere } from 'typeorm';
import { AiApiEntity } from '../ai-apis/ai-api-entity';
import { AccessGrantEntity } from '../consumers/access-grant-entity';
import { ConsumerEntity } from '../consumers/consumer-entity';
import type { ConfigurationEntity } from '../../kernel/database/configuration-entity';
import { ModelEntity } from '../models/model-entity';
import type { PolicyEntity } from '../policies/policy-entity';
import { policyLabel, primaryModelIds } from '../policies/policy-label';
import { loadPolicies } from '../policies/policy-store';
import type { Reference } from '../../kernel/reference';
import type { ReferenceEntity } from './reference-entity';

/** Names the using objects of references: at most six statements, however many there are. */
export async function describeReferences(
  manager: EntityManager,
  references: readonly ReferenceEntity[],
): Promise<Reference[]> {
  const paths = new Map([
    ...(await pathsOfPolicies(manager, idsOf(references, ['TARGET']))),
    ...(await pathsOfAiApis(manager, idsOf(references, ['BOUND_PROVIDER', 'DEFAULT_ENDPOINT']))),
    ...(await pathsOfGrants(manager, idsOf(references, ['ACCESS']))),
  ]);
  return references.map(({ objectId, kind, role }) => {
    const { path, name } = paths.get(objectId) ?? { path: [], name: '' };
    return { id: `${objectId}:${role}`, kind, objectId, name, path, role };
  });
}

type Paths = Iterable<[string, { readonly path: string[]; readonly name: string }]>;

async function pathsOfAiApis(manager: EntityManager, ids: readonly string[]): Promise<Paths> {
  const aiApis = await byId(manager, AiApiEntity, ids);
  return [...aiApis.values()].map(({ id, name }) => [id, { path: [name], name }]);
}

async function pathsOfPolicies(manager: EntityManager, ids: readonly string[]): Promise<Paths> {
  if (ids.length === 0) return [];
  const policies = await loadPolicies(manager, { id: Any([...ids]) });
  const aiApis = await byId(
    manager,
    AiApiEntity,
    policies.map(({ aiApiId }) => aiApiId),
  );
  const models = await byId(manager, ModelEntity, policies.flatMap(primaryModelIds));
  const labelOf = (policy: PolicyEntity) =>
    policyLabel(
      policy,
      primaryModelIds(policy).map((id) => models.get(id)?.name ?? ''),
    );
  return policies.map((policy) => {
    const name = labelOf(policy);
    return [policy.id, { path: [aiApis.get(policy.aiApiId)?.name ?? '', name], name }];
  });
}

async function pathsOfGrants(manager: EntityManager, ids: readonly string[]): Promise<Paths> {
  const grants = [...(await byId(manager, AccessGrantEntity, ids)).values()];
  const consumers = await byId(
    manager,
    ConsumerEntity,
    grants.map(({ consumerId }) => consumerId),
  );
  const aiApis = await byId(
    manager,
    AiApiEntity,
    grants.map(({ aiApiId }) => aiApiId),
  );
  return grants.map(({ id, consumerId, aiApiId }) => {
    const name = consumers.get(consumerId)?.name ?? '';
    return [id, { path: [name, aiApis.get(aiApiId)?.name ?? ''], name }];
  });
}

function idsOf(references: readonly ReferenceEntity[], roles: readonly Reference['role'][]): string[] {
  return references.filter(({ role }) => roles.includes(role)).map(({ objectId }) => objectId);
}

async function byId<E extends ConfigurationEntity>(
  manager: EntityManager,
  entity: EntityTarget<E>,
  ids: readonly string[],
): Promise<Map<string, E>> {
  if (ids.length === 0) return new Map();
  const rows = await manager.findBy(entity, { id: Any([...new Set(ids)]) } as FindOptionsWhere<E>);
  return new Map(rows.map((row) => [row.id, row]));
}
