import { Field, ID, ObjectType } from 'type-graphql';
import { connectionOf } from '../../kernel/graphql/connection';
import { ConfigurationObject, Node } from '../../kernel/graphql/node';

@ObjectType({ description: 'Lets a consumer call an AI API.', implements: [Node, ConfigurationObject] })
export class AccessGrant extends ConfigurationObject {
  @Field(() => ID, { description: "The access grant's id." })
  override id: string;
}

export const AccessGrantConnection = connectionOf(AccessGrant, 'access grants');
