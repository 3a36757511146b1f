import { effectiveProfile } from './effective-profile';
import type { ProviderEntity } from './provider-entity';
import type { ProviderProfile } from './provider-profile';

/** A provider's profile as callers see it, with which members are its own. */
export function describeProfile(provider: ProviderEntity): ProviderProfile {
  return {
    id: provider.id,
    ...effectiveProfile(provider),
    overrides: Object.keys(provider.profileOverrides).toSorted(),
  };
}
