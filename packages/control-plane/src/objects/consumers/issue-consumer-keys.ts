import type { Environment } from '@switchyard/contract';
import { Extensions, Field, ID, InputType, ObjectType } from 'type-graphql';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { EnvironmentEnum } from '../../kernel/graphql/environment';
import { DateTimeScalar } from '../../kernel/graphql/scalars';
import { ConsumerKey } from './consumer-key';
import { KEYS_PER_CHANGE_MAX } from './consumer-rules';

@InputType({ description: 'One of the consumer keys to issue.' })
export class NewConsumerKey {
  @Field(() => ID, { description: "The consumer's id." })
  consumerId: string;

  @Field(() => EnvironmentEnum, { description: 'The environment that it is for.' })
  environment: Environment;

  @Field(() => String, { nullable: true, description: 'A human-readable name; defaults to the hint.' })
  displayName?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it expires; never by default.' })
  expiresAt?: Date | null;
}

@InputType({ description: 'The consumer keys to issue.' })
export class IssueConsumerKeysInput extends ChangeInput {
  @Field(() => [NewConsumerKey], { description: 'The keys, of any consumers; 1 to 1,000.' })
  keys: NewConsumerKey[];

  @Field(() => String, {
    nullable: true,
    description:
      'Makes retries safe: the same idempotency key with the same input returns the consumer keys already issued, without their secrets. It is kept as long as the first of the consumer keys.',
  })
  idempotencyKey?: string | null;
}

@ObjectType({ description: 'A consumer key that was issued together with others.' })
export class IssuedConsumerKey {
  @Field(() => ConsumerKey, { description: 'The consumer key.' })
  consumerKey: ConsumerKey;

  @Field(() => String, {
    nullable: true,
    description:
      'The secret itself; it is not stored and cannot be read again. Null in a replay: if the first response was lost, revoke the key and issue another.',
  })
  secret: string | null;
}

@ObjectType({ description: 'The consumer keys that were issued.', implements: [ChangePayload] })
export class IssueConsumerKeysPayload extends ChangePayload {
  @Extensions({ listLength: KEYS_PER_CHANGE_MAX })
  @Field(() => [IssuedConsumerKey], {
    description:
      'The keys, in the order of the input. A replay leaves out those that were deleted with their consumers.',
  })
  issuedKeys: IssuedConsumerKey[];

  @Field(() => Boolean, { description: 'Whether an earlier request with this idempotency key issued them.' })
  replayed: boolean;
}
