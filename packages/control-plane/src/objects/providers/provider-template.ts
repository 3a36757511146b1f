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
} from '@switchyard/contract';
import { registerEnumType } from 'type-graphql';
import { z } from 'zod';

interface Template {
  /** The description of the enum value. */
  readonly description: string;
  readonly displayName: string;
  /** The vendor's documentation. */
  readonly documentationUrl: string | null;
  /** An example of an endpoint's URL; it ends where the vendor's SDKs append paths. */
  readonly exampleUrl: string | null;
  readonly profile: ProviderProfile;
}

/** Every template, in the order in which a form offers them. */
export const PROVIDER_TEMPLATES = {
  OPENAI: {
    description: 'OpenAI.',
    displayName: 'OpenAI',
    documentationUrl: 'https://platform.openai.com/docs/api-reference',
    exampleUrl: 'https://api.openai.com/v1',
    profile: openaiProfile,
  },
  AZURE_OPENAI: {
    description: 'Azure OpenAI, with the deployment in the path or with the v1 API.',
    displayName: 'Azure OpenAI',
    documentationUrl: 'https://learn.microsoft.com/azure/ai-foundry/openai/reference',
    exampleUrl: 'https://my-resource.openai.azure.com',
    profile: azureOpenaiProfile,
  },
  AZURE_AI_FOUNDRY: {
    description: 'Azure AI Foundry.',
    displayName: 'Azure AI Foundry',
    documentationUrl: 'https://learn.microsoft.com/rest/api/aifoundry/model-inference',
    exampleUrl: 'https://my-resource.services.ai.azure.com',
    profile: azureAiFoundryProfile,
  },
  MISTRAL: {
    description: 'Mistral.',
    displayName: 'Mistral',
    documentationUrl: 'https://docs.mistral.ai/api',
    exampleUrl: 'https://api.mistral.ai',
    profile: mistralProfile,
  },
  ANTHROPIC: {
    description: 'Anthropic.',
    displayName: 'Anthropic',
    documentationUrl: 'https://platform.claude.com/docs/en/api/overview',
    exampleUrl: 'https://api.anthropic.com',
    profile: anthropicProfile,
  },
  GEMINI: {
    description: 'Google Gemini.',
    displayName: 'Google Gemini',
    documentationUrl: 'https://ai.google.dev/api',
    exampleUrl: 'https://generativelanguage.googleapis.com',
    profile: geminiProfile,
  },
  OPENAI_COMPATIBLE: {
    description: "Any service that uses OpenAI's wire format.",
    displayName: 'OpenAI-compatible',
    documentationUrl: 'https://platform.openai.com/docs/api-reference',
    exampleUrl: 'http://localhost:8000/v1',
    profile: openaiCompatibleProfile,
  },
  CUSTOM: {
    description: 'A service whose profile is specified in full.',
    displayName: 'Custom',
    documentationUrl: null,
    exampleUrl: null,
    profile: customProfile,
  },
} as const satisfies Record<string, Template>;

export type ProviderTemplate = keyof typeof PROVIDER_TEMPLATES;
export const providerTemplateSchema = z.enum(Object.keys(PROVIDER_TEMPLATES) as ProviderTemplate[]);
export const ProviderTemplate = providerTemplateSchema.enum;

registerEnumType(ProviderTemplate, {
  name: 'ProviderTemplate',
  description: 'The supported vendors and protocols.',
  valuesConfig: PROVIDER_TEMPLATES,
});
