import { type EntityManager, type FindOptionsWhere } from 'typeorm';
import { insertRows, overwriteRows } from '../../kernel/database/bulk-rows';
import { together } from '../../kernel/database/together';
import { selectEntities } from '../../kernel/database/plain-rows';
import { notFound } from '../../kernel/errors/domain-error';
import { isUuid } from '../../kernel/text/uuid';
import { AiApiEntity } from './ai-api-entity';
import type { AliasedModel } from './aliased-model';

const SELECT_PROVIDERS = (ofAiApis: string) => `
  SELECT ai_api_id AS "aiApiId", provider_id AS "providerId" FROM ai_api_provider
  WHERE ai_api_id ${ofAiApis} ORDER BY position`;

const SELECT_ALIASES = (ofAiApis: string) => `
  SELECT ai_api_id AS "aiApiId", name, provider_id AS "providerId", model_id AS "modelId" FROM model_alias
  WHERE ai_api_id ${ofAiApis} ORDER BY position`;

/** AI APIs with their providers and aliases: three statements, however many there are. */
export async function loadAiApis(
  manager: EntityManager,
  where: FindOptionsWhere<AiApiEntity> = {},
): Promise<AiApiEntity[]> {
  const aiApis = await manager.find(AiApiEntity, { where });
  const ids = aiApis.map(({ id }) => id);
  if (ids.length === 0) return [];
  return withLists(aiApis, ...(await together([listedProviders(manager, ids), aliasesOf(manager, ids)])));
}

/** The AI API of a policy; null if there is no such policy. */
export async function aiApiOfPolicy(manager: EntityManager, policyId: string): Promise<AiApiEntity | null> {
  return loadAiApi(manager, '(SELECT ai_api_id FROM policy WHERE id = $1)', policyId);
}

/** An AI API with its providers and aliases, by three statements sent together. @param id an expression of $1 */
async function loadAiApi(manager: EntityManager, id: string, parameter: string): Promise<AiApiEntity | null> {
  const [aiApis, ...lists] = await together([
    selectEntities(manager, AiApiEntity, `WHERE id = ${id}`, [parameter]),
    manager.query<ListedProvider[]>(SELECT_PROVIDERS(`= ${id}`), [parameter]),
    manager.query<AliasOfAiApi[]>(SELECT_ALIASES(`= ${id}`), [parameter]),
  ]);
  return withLists(aiApis, ...lists)[0] ?? null;
}

function withLists(
  aiApis: AiApiEntity[],
  listed: readonly ListedProvider[],
  aliased: readonly AliasOfAiApi[],
): AiApiEntity[] {
  const providers = Map.groupBy(listed, ({ aiApiId }) => aiApiId);
  const aliases = Map.groupBy(aliased, ({ aiApiId }) => aiApiId);
  for (const aiApi of aiApis) {
    aiApi.providerIds = (providers.get(aiApi.id) ?? []).map(({ providerId }) => providerId);
    aiApi.modelAliases = (aliases.get(aiApi.id) ?? []).map(({ name, providerId, modelId }) => {
      return { name, providerId, modelId };
    });
  }
  return aiApis;
}

/**
 * The AI API that a mutation is about.
 *
 * @throws DomainError NOT_FOUND
 */
export async function getAiApi(manager: EntityManager, id: string): Promise<AiApiEntity> {
  const aiApi = isUuid(id) ? await loadAiApi(manager, '$1', id) : null;
  if (aiApi === null) throw notFound('AI API', id);
  return aiApi;
}

/** Inserts and overwrites AI APIs with their providers and aliases, by a constant number of statements. */
export async function writeAiApis(
  manager: EntityManager,
  created: readonly AiApiEntity[],
  updated: readonly AiApiEntity[],
): Promise<void> {
  await insertRows(manager, AiApiEntity, created);
  await overwriteRows(manager, AiApiEntity, updated);
  await writeLists(manager, [...created, ...updated]);
}

/** That an AI API lists a provider. */
export interface ListedProvider {
  readonly aiApiId: string;
  readonly providerId: string;
}

/** The providers that AI APIs list, in their order. */
export async function listedProviders(manager: EntityManager, aiApiIds: readonly string[]): Promise<ListedProvider[]> {
  return manager.query(SELECT_PROVIDERS('= ANY($1)'), [aiApiIds]);
}

export interface AliasOfAiApi extends AliasedModel {
  readonly aiApiId: string;
}

/** The aliases of AI APIs, in their order. */
export async function aliasesOf(manager: EntityManager, aiApiIds: readonly string[]): Promise<AliasOfAiApi[]> {
  return manager.query(SELECT_ALIASES('= ANY($1)'), [aiApiIds]);
}

/**
 * Writes the providers and aliases of AI APIs. Targets may still use a provider that leaves: those constraints are checked
 * when the change is committed.
 */
export async function writeLists(manager: EntityManager, aiApis: readonly AiApiEntity[]): Promise<void> {
  if (aiApis.length === 0) return;
  const ids = aiApis.map(({ id }) => id);
  const listed = aiApis.flatMap(({ id, providerIds }) =>
    providerIds.map((providerId, position) => ({ aiApiId: id, providerId, position })),
  );
  const columns = [listed.map(({ aiApiId }) => aiApiId), listed.map(({ providerId }) => providerId)];
  await manager.query('DELETE FROM model_alias WHERE ai_api_id = ANY($1)', [ids]);
  await manager.query(
    `DELETE FROM ai_api_provider AS listed WHERE ai_api_id = ANY($1) AND NOT EXISTS (
       SELECT FROM unnest($2::uuid[], $3::uuid[]) AS kept (ai_api_id, provider_id)
       WHERE kept.ai_api_id = listed.ai_api_id AND kept.provider_id = listed.provider_id
     )`,
    [ids, ...columns],
  );
  await manager.query(
    `INSERT INTO ai_api_provider (ai_api_id, provider_id, position) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[])
     ON CONFLICT (ai_api_id, provider_id) DO UPDATE SET position = excluded.position
       WHERE ai_api_provider.position <> excluded.position`,
    [...columns, listed.map(({ position }) => position)],
  );
  const aliases = aiApis.flatMap(({ id, modelAliases }) =>
    modelAliases.map((alias, position) => ({ aiApiId: id, ...alias, position })),
  );
  if (aliases.length === 0) return;
  await manager.query(
    `INSERT INTO model_alias (ai_api_id, name, position, provider_id, model_id)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[], $4::uuid[], $5::uuid[])`,
    [
      aliases.map(({ aiApiId }) => aiApiId),
      aliases.map(({ name }) => name),
      aliases.map(({ position }) => position),
      aliases.map(({ providerId }) => providerId),
      aliases.map(({ modelId }) => modelId),
    ],
  );
}
