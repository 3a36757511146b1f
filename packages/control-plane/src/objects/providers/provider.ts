import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { ConfigurationObject, Node } from '../../kernel/graphql/node';

export const ProviderTemplate = {
  OPENAI: 'OPENAI',
  AZURE_OPENAI: 'AZURE_OPENAI',
  AZURE_AI_FOUNDRY: 'AZURE_AI_FOUNDRY',
  MISTRAL: 'MISTRAL',
  ANTHROPIC: 'ANTHROPIC',
  GEMINI: 'GEMINI',
  OPENAI_COMPATIBLE: 'OPENAI_COMPATIBLE',
  CUSTOM: 'CUSTOM',
} as const;
export type ProviderTemplate = keyof typeof ProviderTemplate;
registerEnumType(ProviderTemplate, {
  name: 'ProviderTemplate',
  description: 'The vendors and protocols that are known; a value appears when its profile works.',
  valuesConfig: {
    OPENAI: { description: 'OpenAI.' },
    AZURE_OPENAI: { description: 'Azure OpenAI, with the deployment in the path or in its v1 form.' },
    AZURE_AI_FOUNDRY: { description: 'Azure AI Foundry.' },
    MISTRAL: { description: 'Mistral.' },
    ANTHROPIC: { description: 'Anthropic.' },
    GEMINI: { description: 'Google Gemini.' },
    OPENAI_COMPATIBLE: { description: "Any service that speaks OpenAI's format." },
    CUSTOM: { description: 'A service whose profile is given in full.' },
  },
});

@ObjectType({
  description: 'An AI service vendor as seen on the wire, with its models and endpoints.',
  implements: [Node, ConfigurationObject],
})
export class Provider extends ConfigurationObject {
  @Field(() => ID, { description: "The provider's id." })
  override id: string;

  @Field(() => String, { description: 'Its name, unique among providers.' })
  name: string;

  @Field(() => String, { description: 'Its name for people.' })
  displayName: string;

  @Field(() => ProviderTemplate, { description: 'The template it was made from.' })
  template: ProviderTemplate;
}
