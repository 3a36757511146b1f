import {
  anthropicProfile,
  azureAiFoundryProfile,
  azureOpenaiProfile,
  customProfile,
  geminiProfile,
  mistralProfile,
  openaiCompatibleProfile,
  openaiProfile,
  type ProviderProfile,
  type RoutedOperation,
  type routedOperationSchema,
} from '@switchyard/contract';
import type { z } from 'zod';
import type { ProviderTemplate } from './provider';
import type { ProviderEntity } from './provider-entity';

export const TEMPLATE_PROFILES: Record<ProviderTemplate, ProviderProfile> = {
  OPENAI: openaiProfile,
  AZURE_OPENAI: azureOpenaiProfile,
  AZURE_AI_FOUNDRY: azureAiFoundryProfile,
  MISTRAL: mistralProfile,
  ANTHROPIC: anthropicProfile,
  GEMINI: geminiProfile,
  OPENAI_COMPATIBLE: openaiCompatibleProfile,
  CUSTOM: customProfile,
};

/** How a provider is spoken to: its template's profile with its own overrides. */
export function effectiveProfile(provider: Pick<ProviderEntity, 'template' | 'profileOverrides'>): ProviderProfile {
  const { routedOperations } = provider.profileOverrides;
  const profile = {
    ...TEMPLATE_PROFILES[provider.template],
    ...provider.profileOverrides,
    ...(routedOperations === undefined ? {} : { routedOperations: routedOperations.map(completed) }),
  };
  const { credentialPlace, credentialName } = profile;
  // Of a header's name the case does not count, and the data plane compares it in lower case.
  return credentialPlace === 'HEADER' ? { ...profile, credentialName: credentialName?.toLowerCase() ?? null } : profile;
}

/** An operation that was stored before these members were. */
function completed(stored: z.input<typeof routedOperationSchema>): RoutedOperation {
  return { ...stored, pinned: stored.pinned ?? false, streamFraming: stored.streamFraming ?? null };
}
