import { Any } from 'typeorm';
import type { ChangeInProgress, Image } from '../../change/change-in-progress';
import type { ChangeWarning } from '../../kernel/graphql/change-warning';
import { effectiveProfile } from '../providers/effective-profile';
import { ProviderEntity } from '../providers/provider-entity';
import { idIn, member, quoted, type Subject, warningAbout } from './warning-about';

/**
 * Endpoints that the change creates without a credential or removes it from, by one statement if there are any. No
 * warning for one that had none before.
 */
export async function warnOfCredentials({ manager, recorded }: ChangeInProgress): Promise<ChangeWarning[]> {
  const without = recorded.flatMap(({ before, after }): Image[] => {
    if (after?.kind !== 'ENDPOINT' || hasCredential(after.value)) return [];
    return before === null || hasCredential(before.value) ? [after] : [];
  });
  if (without.length === 0) return [];
  const ids = [...new Set(without.flatMap((endpoint) => idIn(endpoint, 'provider') ?? []))];
  const providers = await manager.findBy(ProviderEntity, { id: Any(ids) });
  const taking = new Set(providers.filter(takesCredential).map(({ id }) => id));
  return without.filter((endpoint) => taking.has(idIn(endpoint, 'provider') ?? '')).map(credentialMissing);
}

export function credentialMissing(endpoint: Subject): ChangeWarning {
  return warningAbout(endpoint, 'CREDENTIAL_MISSING', `The endpoint ${quoted(endpoint)} is left without a credential.`);
}

export function takesCredential(provider: Pick<ProviderEntity, 'template' | 'profileOverrides'>): boolean {
  return effectiveProfile(provider).credentialPlace !== 'NONE';
}

function hasCredential(endpoint: unknown): boolean {
  return member(member(endpoint, 'credential'), 'isSet') === true;
}
