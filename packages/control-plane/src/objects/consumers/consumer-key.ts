import { type Environment } from '@switchyard/contract';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../kernel/graphql/connection';
import { EnvironmentEnum } from '../../kernel/graphql/environment';
import { ConfigurationObject, Node } from '../../kernel/graphql/node';
import { DateTimeScalar } from '../../kernel/graphql/scalars';

export const KeyState = {
  ACTIVE: 'ACTIVE',
  EXPIRED: 'EXPIRED',
  REVOKED: 'REVOKED',
} as const;
export type KeyState = keyof typeof KeyState;
registerEnumType(KeyState, {
  name: 'KeyState',
  description: 'Whether a consumer key or an access token can be used.',
  valuesConfig: {
    ACTIVE: { description: 'It can be used.' },
    EXPIRED: { description: 'Its time is over.' },
    REVOKED: { description: 'It was revoked, for good.' },
  },
});

@ObjectType({
  description: 'A key with which a consumer calls AI APIs, for one environment.',
  implements: [Node, ConfigurationObject],
})
export class ConsumerKey extends ConfigurationObject {
  @Field(() => ID, { description: "The consumer key's id." })
  override id: string;

  @Field(() => EnvironmentEnum, { description: 'Which environment it is for.' })
  environment: Environment;

  @Field(() => String, { description: 'Its name for people.' })
  displayName: string;

  @Field(() => String, { description: 'Its first characters, such as `sy_live_Ab3d`, to tell keys apart.' })
  hint: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it expires; null where it does not.' })
  expiresAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was revoked; null where it was not.' })
  revokedAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was last used, to the minute; null where it never was.',
  })
  lastUsedAt: Date | null;
}

export const ConsumerKeyConnection = connectionOf(ConsumerKey, 'consumer keys');
