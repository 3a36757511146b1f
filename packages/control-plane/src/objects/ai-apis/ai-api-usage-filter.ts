import type { SelectQueryBuilder } from 'typeorm';
import { AccessGrantEntity } from '../consumers/access-grant-entity';
import { ListFilter } from '../../kernel/database/list-filter';
import { PolicyEntity } from '../policies/policy-entity';
import { PolicyTargetEntity } from '../policies/policy-target-entity';
import { ReferenceEntity } from '../references/reference-entity';
import type { AiApiEntity } from './ai-api-entity';
import type { AiApiFilter } from './ai-api-filter';

type AiApiQuery = SelectQueryBuilder<AiApiEntity>;

/** The members of the filter about what an AI API uses and who may call it. */
export function filterByUsage(query: AiApiQuery, filter: AiApiFilter): void {
  const { modelIds, endpointIds, consumerIds } = filter;
  if (modelIds) query.andWhere(`aiApi.id IN ${withTarget(query, 'modelId', 'modelIds', modelIds)}`);
  if (endpointIds) {
    const target = withTarget(query, 'endpointId', 'endpointIds', endpointIds);
    query.andWhere(`(aiApi.id IN ${target} OR aiApi.id IN ${withDefault(query, endpointIds)})`);
  }
  if (consumerIds) query.andWhere(`aiApi.id IN ${callableBy(query, consumerIds)}`);
}

/** AI APIs whose base path starts with these segments: `/support` matches `/support/chat`, but not `/supporters`. */
export function filterByBasePath(query: AiApiQuery, prefix: string | null | undefined): void {
  const segments = prefix?.split('/').filter((segment) => segment !== '') ?? [];
  if (segments.length === 0) return;
  query.andWhere(`starts_with(aiApi.basePath || '/', :basePathPrefix)`, { basePathPrefix: `/${segments.join('/')}/` });
}

function withTarget(query: AiApiQuery, column: 'modelId' | 'endpointId', member: string, ids: string[]): string {
  const policies = query
    .subQuery()
    .select('policy.aiApiId')
    .from(PolicyTargetEntity, 'target')
    .innerJoin(PolicyEntity, 'policy', 'policy.id = target.policyId');
  new ListFilter(policies, `${column}Target`).ids(`target.${column}`, member, ids);
  return policies.getQuery();
}

function withDefault(query: AiApiQuery, ids: string[]): string {
  const defaults = query
    .subQuery()
    .select('reference.objectId')
    .from(ReferenceEntity, 'reference')
    .where(`reference.role = 'DEFAULT_ENDPOINT'`);
  new ListFilter(defaults, 'default').ids('reference.usedId', 'endpointIds', ids);
  return defaults.getQuery();
}

function callableBy(query: AiApiQuery, ids: string[]): string {
  const grants = query.subQuery().select('grant.aiApiId').from(AccessGrantEntity, 'grant');
  new ListFilter(grants, 'grant').ids('grant.consumerId', 'consumerIds', ids);
  return grants.getQuery();
}
