import type { ProviderProfile } from '@switchyard/contract';
import type { ProviderEntity } from './provider-entity';
import type { ProviderProfile as DescribedProfile } from './provider-profile';
import { PROVIDER_TEMPLATES } from './provider-template';

/** How the gateway talks to a provider: its template's profile with its overrides. */
export function effectiveProfile(provider: Pick<ProviderEntity, 'template' | 'profileOverrides'>): ProviderProfile {
  const profile = { ...PROVIDER_TEMPLATES[provider.template].profile, ...provider.profileOverrides };
  switch (profile.credentialPlace) {
    case 'HEADER':
      // The data plane compares a header's name in lower case.
      return { ...profile, credentialName: profile.credentialName?.toLowerCase() ?? null };
    case 'QUERY_PARAMETER':
      return { ...profile, credentialPrefix: null };
    case 'NONE':
      return { ...profile, credentialName: null, credentialPrefix: null };
  }
}

/** A provider's profile as the API shows it, with the names of the overridden members. */
export function describeProfile(provider: ProviderEntity): DescribedProfile {
  const overrides = Object.keys(provider.profileOverrides).toSorted();
  return { id: provider.id, ...effectiveProfile(provider), overrides };
}
