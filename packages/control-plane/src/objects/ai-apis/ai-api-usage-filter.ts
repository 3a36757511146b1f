import type { SelectQueryBuilder } from 'typeorm';
import { AccessGrantEntity } from '../consumers/access-grant-entity';
import { ListFilter } from '../../kernel/database/list-filter';
import { PolicyTargetEntity } from '../policies/policy-target-entity';
import type { ReferenceRole } from '../../kernel/reference';
import { ReferenceEntity } from '../references/reference-entity';
import type { AiApiEntity } from './ai-api-entity';
import type { AiApiFilter } from './ai-api-filter';

type AiApiQuery = SelectQueryBuilder<AiApiEntity>;

/** The members of the filter about what an AI API uses and who may call it. */
export function filterByUsage(query: AiApiQuery, filter: AiApiFilter): void {
  const { providerIds, modelIds, endpointIds, consumerIds } = filter;
  if (providerIds) {
    query.andWhere(`aiApi.id IN ${referringTo(query, 'BOUND_PROVIDER', 'providerIds', providerIds)}`);
  }
  if (modelIds) {
    const target = withTarget(query, 'modelId', 'modelIds', modelIds);
    query.andWhere(`(aiApi.id IN ${target} OR aiApi.id IN ${referringTo(query, 'MODEL_ALIAS', 'modelIds', modelIds)})`);
  }
  if (endpointIds) {
    const target = withTarget(query, 'endpointId', 'endpointIds', endpointIds);
    const asDefault = referringTo(query, 'DEFAULT_ENDPOINT', 'endpointIds', endpointIds);
    query.andWhere(`(aiApi.id IN ${target} OR aiApi.id IN ${asDefault})`);
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
  const targets = query.subQuery().select('target.aiApiId').from(PolicyTargetEntity, 'target');
  new ListFilter(targets, `${column}Target`).ids(`target.${column}`, member, ids);
  return targets.getQuery();
}

/** The AI APIs that refer to one of these objects in a role of their own. */
function referringTo(query: AiApiQuery, role: ReferenceRole, member: string, ids: string[]): string {
  const references = query
    .subQuery()
    .select('reference.objectId')
    .from(ReferenceEntity, 'reference')
    .where(`reference.role = '${role}'`);
  new ListFilter(references, role).ids('reference.usedId', member, ids);
  return references.getQuery();
}

function callableBy(query: AiApiQuery, ids: string[]): string {
  const grants = query.subQuery().select('grant.aiApiId').from(AccessGrantEntity, 'grant');
  new ListFilter(grants, 'grant').ids('grant.consumerId', 'consumerIds', ids);
  return grants.getQuery();
}
