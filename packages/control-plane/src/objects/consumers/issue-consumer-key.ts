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

  @Field(() => String, { nullable: true, description: 'A human-readable name; defaults to the hint.' })
  displayName?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it expires; never by default.' })
  expiresAt?: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Makes retries safe: the same idempotency key with the same input returns the consumer key already issued, without its secret. It is kept as long as the consumer key.',
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
      'The secret itself; it is not stored and cannot be read again. Null in a replay: if the first response was lost, revoke the key and issue another.',
  })
  secret: string | null;

  @Field(() => Boolean, { description: 'Whether an earlier request with this idempotency key issued it.' })
  replayed: boolean;
}
