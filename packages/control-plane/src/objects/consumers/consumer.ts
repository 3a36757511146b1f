import { Field, ID, ObjectType } from 'type-graphql';
import { connectionOf } from '../../kernel/graphql/connection';
import { ConfigurationObject, Node } from '../../kernel/graphql/node';

@ObjectType({ description: 'An application that calls AI APIs.', implements: [Node, ConfigurationObject] })
export class Consumer extends ConfigurationObject {
  @Field(() => ID, { description: "The consumer's id." })
  override id: string;

  @Field(() => String, { description: 'Its name, unique among consumers.' })
  name: string;

  @Field(() => String, { description: 'Its name for people.' })
  displayName: string;

  @Field(() => Boolean, {
    description: 'Whether its keys are accepted; those of a disabled consumer are answered like unknown ones.',
  })
  enabled: boolean;

  @Field(() => Boolean, { description: 'Whether it may ask for route traces.' })
  traceAllowed: boolean;
}

export const ConsumerConnection = connectionOf(Consumer, 'consumers');
