import { openaiCompatibleProfile, openaiProfile, type ProviderProfile } from '@switchyard/contract';
import type { ProviderTemplate } from './provider';
import type { ProviderEntity } from './provider-entity';

export const TEMPLATE_PROFILES: Record<ProviderTemplate, ProviderProfile> = {
  OPENAI: openaiProfile,
  OPENAI_COMPATIBLE: openaiCompatibleProfile,
};

/** How a provider is spoken to: its template's profile with its own overrides. */
export function effectiveProfile(provider: Pick<ProviderEntity, 'template' | 'profileOverrides'>): ProviderProfile {
  return { ...TEMPLATE_PROFILES[provider.template], ...provider.profileOverrides };
}
