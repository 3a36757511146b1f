import { Field, ID, ObjectType } from 'type-graphql';
import { connectionOf } from '../../kernel/graphql/connection';
import { ConfigurationObject, Node } from '../../kernel/graphql/node';

@ObjectType({ description: 'An application that calls AI APIs.', implements: [Node, ConfigurationObject] })
export class Consumer extends ConfigurationObject {
  @Field(() => ID, { description: "The consumer's id." })
  override id: string;

  @Field(() => String, { description: 'Its name, unique among consumers, ignoring case.' })
  name: string;

  @Field(() => String, { description: 'A human-readable name.' })
  displayName: string;

  @Field(() => Boolean, {
    description: 'Whether its keys are accepted. The keys of a disabled consumer are treated as unknown.',
  })
  enabled: boolean;

  @Field(() => Boolean, { description: 'Whether it may request route traces.' })
  traceAllowed: boolean;
}

export const ConsumerConnection = connectionOf(Consumer, 'consumers');
