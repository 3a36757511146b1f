import type { EntityManager } from 'typeorm';
import { badInput } from '../../kernel/errors/domain-error';
import { unfitProfile } from '../ai-apis/listed-providers';
import { ProviderEntity } from './provider-entity';
import { rowsById } from '../../kernel/database/rows-by-id';

/**
 * Refuses a change of a provider's profile after which the provider does not fit others beside it in an AI API.
 *
 * @param profileOverrides the new ones; undefined if they stay
 * @throws DomainError BAD_USER_INPUT at `profile` or `profile.wireFormat`, reason IN_USE
 */
export async function refuseUnfitProfile(
  manager: EntityManager,
  provider: ProviderEntity,
  profileOverrides: ProviderEntity['profileOverrides'] | undefined,
): Promise<void> {
  if (profileOverrides === undefined) return;
  const { id, name, template } = provider;
  const aiApis: { name: string; providerIds: string[] }[] = await manager.query(
    `SELECT ai_api.name, array_agg(other.provider_id ORDER BY other.position) AS "providerIds"
     FROM ai_api_provider AS listed
     JOIN ai_api ON ai_api.id = listed.ai_api_id
     JOIN ai_api_provider AS other ON other.ai_api_id = listed.ai_api_id
     WHERE listed.provider_id = $1 GROUP BY ai_api.id, ai_api.name HAVING count(*) > 1 ORDER BY ai_api.name`,
    [id],
  );
  const ids = aiApis.flatMap(({ providerIds }) => providerIds);
  const rows = new Map<string, Pick<ProviderEntity, 'name' | 'template' | 'profileOverrides'>>(
    await rowsById(manager, ProviderEntity, ids),
  );
  rows.set(id, { name, template, profileOverrides });
  for (const aiApi of aiApis) {
    const problem = unfitProfile(
      aiApi.name,
      aiApi.providerIds.flatMap((each) => rows.get(each) ?? []),
    );
    if (problem !== null) throw badInput([problem]);
  }
}
