import { type Environment } from '@switchyard/contract';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { ConsumerKey } from './consumer-key';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { EnvironmentEnum } from '../../kernel/graphql/environment';
import { DateTimeScalar } from '../../kernel/graphql/scalars';

@InputType({ description: 'The consumer key to issue.' })
export class IssueConsumerKeyInput extends ChangeInput {
  @Field(() => ID, { description: "The consumer's id." })
  consumerId: string;

  @Field(() => EnvironmentEnum, { description: 'The environment that it is for.' })
  environment: Environment;

  @Field(() => String, { nullable: true, description: 'The name to show to people; by default the hint.' })
  displayName?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it expires; never by default.' })
  expiresAt?: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Makes a retry safe: the same key with the same input returns the consumer key that it created, without the secret. It is kept as long as that consumer key.',
  })
  idempotencyKey?: string | null;
}

@ObjectType({ description: 'The consumer key that was issued.', implements: [ChangePayload] })
export class IssueConsumerKeyPayload extends ChangePayload {
  @Field(() => ConsumerKey, { description: 'The consumer key.' })
  consumerKey: ConsumerKey;

  @Field(() => String, {
    nullable: true,
    description:
      'The key itself; it is not stored and cannot be read again. Null in a replay, after which the caller should revoke the key and issue another.',
  })
  secret: string | null;

  @Field(() => Boolean, { description: 'Whether an earlier request with this idempotency key already issued it.' })
  replayed: boolean;
}
