import { Field, ID, ObjectType } from 'type-graphql';
import { connectionOf } from '../../kernel/graphql/connection';
import { ConfigurationObject, Node } from '../../kernel/graphql/node';
import { ProviderTemplate } from './provider-template';

@ObjectType({
  description: 'An AI vendor or service, with its wire format, models and endpoints.',
  implements: [Node, ConfigurationObject],
})
export class Provider extends ConfigurationObject {
  @Field(() => ID, { description: "The provider's id." })
  override id: string;

  @Field(() => String, { description: 'Its name, unique among providers, ignoring case.' })
  name: string;

  @Field(() => String, { description: 'A human-readable name.' })
  displayName: string;

  @Field(() => ProviderTemplate, { description: 'The template that it was created from.' })
  template: ProviderTemplate;
}

export const ProviderConnection = connectionOf(Provider, 'providers');
