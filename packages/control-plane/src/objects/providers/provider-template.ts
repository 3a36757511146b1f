import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { TEMPLATE_PROFILES } from './effective-profile';
import { ProviderTemplate } from './provider';
import { ProviderProfile } from './provider-profile';

export const CredentialKind = { API_KEY: 'API_KEY', NONE: 'NONE' } as const;
export type CredentialKind = keyof typeof CredentialKind;
registerEnumType(CredentialKind, {
  name: 'CredentialKind',
  description: 'What kind of credential an endpoint takes.',
  valuesConfig: {
    API_KEY: { description: 'An API key.' },
    NONE: { description: 'None.' },
  },
});

@ObjectType({ description: 'A template, for the form that makes a provider.' })
export class ProviderTemplateDescription {
  @Field(() => ID, { description: "The template's own value." })
  id: string;

  @Field(() => ProviderTemplate, { description: 'The template.' })
  template: ProviderTemplate;

  @Field(() => String, { description: 'Its name for people.' })
  displayName: string;

  @Field(() => String, { nullable: true, description: "The vendor's reference." })
  documentationUrl: string | null;

  @Field(() => ProviderProfile, { description: 'The profile that it gives.' })
  profile: ProviderProfile;

  @Field(() => CredentialKind, { description: 'What kind of credential its endpoints take.' })
  credentialKind: CredentialKind;

  @Field(() => String, { nullable: true, description: "What an endpoint's URL looks like." })
  exampleUrl: string | null;
}

type Words = Pick<ProviderTemplateDescription, 'displayName' | 'documentationUrl' | 'exampleUrl'>;

/** In the order in which a form offers them. What an endpoint's URL ends in follows from what the vendor's SDKs add. */
const WORDS: Record<ProviderTemplate, Words> = {
  OPENAI: {
    displayName: 'OpenAI',
    documentationUrl: 'https://platform.openai.com/docs/api-reference',
    exampleUrl: 'https://api.openai.com/v1',
  },
  AZURE_OPENAI: {
    displayName: 'Azure OpenAI',
    documentationUrl: 'https://learn.microsoft.com/azure/ai-foundry/openai/reference',
    exampleUrl: 'https://my-resource.openai.azure.com',
  },
  AZURE_AI_FOUNDRY: {
    displayName: 'Azure AI Foundry',
    documentationUrl: 'https://learn.microsoft.com/rest/api/aifoundry/model-inference',
    exampleUrl: 'https://my-resource.services.ai.azure.com',
  },
  MISTRAL: {
    displayName: 'Mistral',
    documentationUrl: 'https://docs.mistral.ai/api',
    exampleUrl: 'https://api.mistral.ai',
  },
  ANTHROPIC: {
    displayName: 'Anthropic',
    documentationUrl: 'https://platform.claude.com/docs/en/api/overview',
    exampleUrl: 'https://api.anthropic.com',
  },
  GEMINI: {
    displayName: 'Google Gemini',
    documentationUrl: 'https://ai.google.dev/api',
    exampleUrl: 'https://generativelanguage.googleapis.com',
  },
  OPENAI_COMPATIBLE: {
    displayName: 'OpenAI-compatible',
    documentationUrl: 'https://platform.openai.com/docs/api-reference',
    exampleUrl: 'http://localhost:8000/v1',
  },
  CUSTOM: { displayName: 'Custom', documentationUrl: null, exampleUrl: null },
};

/** Every template, with all that a form shows of it. */
export function describeTemplates(): ProviderTemplateDescription[] {
  return Object.values(ProviderTemplate).map((template) => ({
    id: template,
    template,
    ...WORDS[template],
    profile: { id: template, ...TEMPLATE_PROFILES[template], overrides: [] },
    // A service of one's own may need no key; that it takes one is what the form should expect.
    credentialKind: 'API_KEY',
  }));
}
