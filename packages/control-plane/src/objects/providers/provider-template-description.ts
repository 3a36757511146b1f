import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { ProviderProfile } from './provider-profile';
import { PROVIDER_TEMPLATES, ProviderTemplate } from './provider-template';

export const CredentialKind = { API_KEY: 'API_KEY', NONE: 'NONE' } as const;
export type CredentialKind = keyof typeof CredentialKind;
registerEnumType(CredentialKind, {
  name: 'CredentialKind',
  description: 'The kind of credential that an endpoint takes.',
  valuesConfig: {
    API_KEY: { description: 'An API key.' },
    NONE: { description: 'None.' },
  },
});

@ObjectType({ description: 'A template, for the form that creates a provider.' })
export class ProviderTemplateDescription {
  @Field(() => ID, { description: "The template's own value." })
  id: string;

  @Field(() => ProviderTemplate, { description: 'The template.' })
  template: ProviderTemplate;

  @Field(() => String, { description: 'A human-readable name.' })
  displayName: string;

  @Field(() => String, { nullable: true, description: "The vendor's documentation." })
  documentationUrl: string | null;

  @Field(() => ProviderProfile, { description: 'Its profile.' })
  profile: ProviderProfile;

  @Field(() => CredentialKind, { description: 'The kind of credential that its endpoints take.' })
  credentialKind: CredentialKind;

  @Field(() => String, { nullable: true, description: "An example of an endpoint's URL." })
  exampleUrl: string | null;
}

/** Every template, with everything that a form shows. */
export function describeTemplates(): ProviderTemplateDescription[] {
  return Object.values(ProviderTemplate).map((template) => {
    const { displayName, documentationUrl, exampleUrl, profile } = PROVIDER_TEMPLATES[template];
    return {
      id: template,
      template,
      displayName,
      documentationUrl,
      exampleUrl,
      profile: { id: template, ...profile, overrides: [] },
      // Even a self-hosted service usually takes a key, so a form should ask for one.
      credentialKind: 'API_KEY',
    };
  });
}
