import { Field, ID, ObjectType } from 'type-graphql';
import { connectionOf } from '../../kernel/graphql/connection';
import { ConfigurationObject, Node } from '../../kernel/graphql/node';

@ObjectType({ description: "A name in a provider's model list.", implements: [Node, ConfigurationObject] })
export class Model extends ConfigurationObject {
  @Field(() => ID, { description: "The model's id." })
  override id: string;

  @Field(() => String, { description: 'The name that the provider uses for it; unique within the provider.' })
  name: string;

  @Field(() => String, { description: 'A human-readable name.' })
  displayName: string;

  @Field(() => Boolean, {
    description: 'Whether requests may go to it. A disabled model is removed from every rotation immediately.',
  })
  enabled: boolean;
}

export const ModelConnection = connectionOf(Model, 'models');
