import { Any, type EntityManager } from 'typeorm';
import type { Image, RecordedChange } from '../../change/change-in-progress';
import type { ChangeWarning } from '../../kernel/graphql/change-warning';
import { effectiveProfile } from '../providers/effective-profile';
import { ProviderEntity } from '../providers/provider-entity';
import { idIn, member, quoted, type Subject, warningAbout } from './warning-about';
import type { WarningSource } from './warning-source';

/**
 * Warns of endpoints that the change creates without a credential or removes it from, by one statement if there are any.
 * No warning for one that had none before.
 */
export class CredentialWarnings implements WarningSource {
  readonly #endpoints: Image[] = [];

  constructor(private readonly manager: EntityManager) {}

  visit({ before, after }: RecordedChange): void {
    if (after?.kind !== 'ENDPOINT' || hasCredential(after.value)) return;
    if (before === null || hasCredential(before.value)) this.#endpoints.push(after);
  }

  async warnings(): Promise<ChangeWarning[]> {
    if (this.#endpoints.length === 0) return [];
    const ids = [...new Set(this.#endpoints.flatMap((endpoint) => idIn(endpoint, 'provider') ?? []))];
    const providers = await this.manager.findBy(ProviderEntity, { id: Any(ids) });
    const taking = new Set(providers.filter(takesCredential).map(({ id }) => id));
    return this.#endpoints
      .filter((endpoint) => taking.has(idIn(endpoint, 'provider') ?? ''))
      .map((endpoint) => credentialMissing(endpoint));
  }
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
