import { type Environment } from '@switchyard/contract';
import { Field, ID, ObjectType } from 'type-graphql';
import { connectionOf } from '../../kernel/graphql/connection';
import { EnvironmentEnum } from '../../kernel/graphql/environment';
import { ConfigurationObject, Node } from '../../kernel/graphql/node';
import { DateTimeScalar } from '../../kernel/graphql/scalars';

@ObjectType({
  description: 'A key with which a consumer calls AI APIs, for one environment.',
  implements: [Node, ConfigurationObject],
})
export class ConsumerKey extends ConfigurationObject {
  @Field(() => ID, { description: "The consumer key's id." })
  override id: string;

  @Field(() => EnvironmentEnum, { description: 'The environment that it is for.' })
  environment: Environment;

  @Field(() => String, { description: 'A human-readable name.' })
  displayName: string;

  @Field(() => String, {
    description: 'The first characters of the secret, such as `sy_live_Ab3d`, to tell keys apart.',
  })
  hint: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it expires; null if it does not.' })
  expiresAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was revoked; null if it was not.' })
  revokedAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was last used, to the minute; null if it never was.',
  })
  lastUsedAt: Date | null;
}

export const ConsumerKeyConnection = connectionOf(ConsumerKey, 'consumer keys');
