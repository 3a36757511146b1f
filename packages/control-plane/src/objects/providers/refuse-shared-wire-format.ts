import type { EntityManager } from 'typeorm';
import { badInput } from '../../kernel/errors/domain-error';
import { sharedWireFormat, wireFormatOf } from '../ai-apis/listed-providers';
import type { ProviderEntity } from './provider-entity';

/**
 * Refuses a change of a provider's wire format while an AI API lists others beside it.
 *
 * @param profileOverrides the new ones; undefined if they stay
 * @throws DomainError BAD_USER_INPUT at `profile.wireFormat`, reason IN_USE
 */
export async function refuseSharedWireFormat(
  manager: EntityManager,
  provider: ProviderEntity,
  profileOverrides: ProviderEntity['profileOverrides'] | undefined,
): Promise<void> {
  const next = { template: provider.template, profileOverrides: profileOverrides ?? provider.profileOverrides };
  if (wireFormatOf(provider) === wireFormatOf(next)) return;
  const [sharing]: { name: string }[] = await manager.query(
    `SELECT ai_api.name FROM ai_api_provider AS listed JOIN ai_api ON ai_api.id = listed.ai_api_id
     WHERE listed.provider_id = $1 AND EXISTS (
       SELECT FROM ai_api_provider AS other
       WHERE other.ai_api_id = listed.ai_api_id AND other.provider_id <> listed.provider_id
     ) ORDER BY ai_api.name LIMIT 1`,
    [provider.id],
  );
  if (sharing !== undefined) throw badInput([sharedWireFormat(sharing.name)]);
}
