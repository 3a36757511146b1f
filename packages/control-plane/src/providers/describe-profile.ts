import { effectiveProfile } from './effective-profile';
import { modelPointer } from './profile-rules';
import type { ProviderEntity } from './provider-entity';
import type { ProviderProfile } from './provider-profile';

/** A provider's profile as callers see it: places in a body as JSON pointers, and which members are its own. */
export function describeProfile(provider: ProviderEntity): ProviderProfile {
  const { routedOperations, ...profile } = effectiveProfile(provider);
  return {
    id: provider.id,
    ...profile,
    routedOperations: routedOperations.map((operation) => ({ ...operation, modelKey: modelPointer(operation) })),
    overrides: Object.keys(provider.profileOverrides).toSorted(),
  };
}
