import { type Environment } from '@switchyard/contract';
import { Extensions, Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../kernel/graphql/connection';
import { EnvironmentEnum } from '../../kernel/graphql/environment';
import { ConfigurationObject, Node } from '../../kernel/graphql/node';
import { DateTimeScalar } from '../../kernel/graphql/scalars';

@ObjectType({ description: "What is known about an endpoint's credential. The credential itself is never returned." })
export class EndpointCredential {
  @Field(() => ID, { description: "The endpoint's id." })
  id: string;

  @Field(() => Boolean, { description: 'Whether the endpoint has a credential.' })
  isSet: boolean;

  @Field(() => String, { nullable: true, description: 'Its last four characters; null if it has fewer than 12.' })
  hint: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last set; null if it never was.' })
  rotatedAt: Date | null;
}

/** Besides itself: the text can be as long as a thousand other fields, and usually is as long as some fifty. */
const CA_CERTIFICATE_TEXT_COST = 50;

@ObjectType({ description: 'One deployment of a provider.', implements: [Node, ConfigurationObject] })
export class Endpoint extends ConfigurationObject {
  @Field(() => ID, { description: "The endpoint's id." })
  override id: string;

  @Field(() => String, { description: 'Its name, unique within the provider, ignoring case.' })
  name: string;

  @Field(() => String, { description: 'A human-readable name.' })
  displayName: string;

  @Field(() => EnvironmentEnum, { description: 'The environment that it is for.' })
  environment: Environment;

  @Field(() => String, { description: 'Its base URL.' })
  url: string;

  @Field(() => Boolean, {
    description: 'Whether requests may go to it. A disabled endpoint is removed from every rotation immediately.',
  })
  enabled: boolean;

  @Field(() => Int, { description: 'How long connecting may take, in seconds.' })
  connectTimeoutSeconds: number;

  @Field(() => String, {
    nullable: true,
    description:
      "The CA certificates in PEM that the endpoint's certificate is verified with instead of the public ones; null for the public ones.",
  })
  @Extensions({ cost: () => CA_CERTIFICATE_TEXT_COST })
  caCertificate: string | null;
}

export const EndpointConnection = connectionOf(Endpoint, 'endpoints');
