import { type Environment } from '@switchyard/contract';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../kernel/graphql/connection';
import { EnvironmentEnum } from '../../kernel/graphql/environment';
import { ConfigurationObject, Node } from '../../kernel/graphql/node';
import { DateTimeScalar } from '../../kernel/graphql/scalars';

@ObjectType({ description: "What is known of an endpoint's credential; the credential itself is never shown." })
export class EndpointCredential {
  @Field(() => ID, { description: "The endpoint's id." })
  id: string;

  @Field(() => Boolean, { description: 'Whether there is one.' })
  isSet: boolean;

  @Field(() => String, { nullable: true, description: 'Its last four characters; null where it has fewer than 12.' })
  hint: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last set; null where it never was.' })
  rotatedAt: Date | null;
}

@ObjectType({ description: 'One deployment of a provider.', implements: [Node, ConfigurationObject] })
export class Endpoint extends ConfigurationObject {
  @Field(() => ID, { description: "The endpoint's id." })
  override id: string;

  @Field(() => String, { description: 'Its name, unique within the provider.' })
  name: string;

  @Field(() => String, { description: 'Its name for people.' })
  displayName: string;

  @Field(() => EnvironmentEnum, { description: 'Which environment it is for.' })
  environment: Environment;

  @Field(() => String, { description: 'Its base URL.' })
  url: string;

  @Field(() => Boolean, {
    description: 'Whether requests may go to it; a disabled endpoint leaves every rotation at once.',
  })
  enabled: boolean;

  @Field(() => Int, { description: 'How long a connection may take to be made, in seconds.' })
  connectTimeoutSeconds: number;
}

export const EndpointConnection = connectionOf(Endpoint, 'endpoints');
