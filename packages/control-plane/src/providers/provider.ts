import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { ConfigurationObject, Node } from '../graphql/node';

export const ProviderTemplate = {
  OPENAI: 'OPENAI',
  OPENAI_COMPATIBLE: 'OPENAI_COMPATIBLE',
} as const;
export type ProviderTemplate = keyof typeof ProviderTemplate;
registerEnumType(ProviderTemplate, {
  name: 'ProviderTemplate',
  description: 'The vendors and protocols that are known; a value appears when its profile works.',
  valuesConfig: {
    OPENAI: { description: 'OpenAI.' },
    OPENAI_COMPATIBLE: { description: "Any service that speaks OpenAI's format." },
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
