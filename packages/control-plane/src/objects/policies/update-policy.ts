import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { FailoverPolicy, RoundRobinPolicy, WeightedRoundRobinPolicy } from './routing-policy';
import { FailoverSideInput, RoundRobinSideInput, WeightedRoundRobinSideInput } from './target-input';
import { UpdatePolicyInput } from './update-policy-input';

@InputType({ description: 'What to change in a round-robin policy; at least one side must keep a target.' })
export class UpdateRoundRobinPolicyInput extends UpdatePolicyInput {
  @Field(() => RoundRobinSideInput, {
    nullable: true,
    description: 'The new side for production keys; null empties it.',
  })
  production?: RoundRobinSideInput | null;

  @Field(() => RoundRobinSideInput, {
    nullable: true,
    description: 'The new side for sandbox keys; null empties it.',
  })
  sandbox?: RoundRobinSideInput | null;

  @Field(() => Int, { nullable: true, description: 'How many targets a request may try, 1 to 32.' })
  maxAttempts?: number | null;
}

@ObjectType({ description: 'The round-robin policy that was changed.', implements: [ChangePayload] })
export class UpdateRoundRobinPolicyPayload extends ChangePayload {
  @Field(() => RoundRobinPolicy, { description: 'The policy.' })
  policy: RoundRobinPolicy;
}

@InputType({ description: 'What to change in a weighted round-robin policy; at least one side must keep a target.' })
export class UpdateWeightedRoundRobinPolicyInput extends UpdatePolicyInput {
  @Field(() => WeightedRoundRobinSideInput, {
    nullable: true,
    description: 'The new side for production keys; null empties it.',
  })
  production?: WeightedRoundRobinSideInput | null;

  @Field(() => WeightedRoundRobinSideInput, {
    nullable: true,
    description: 'The new side for sandbox keys; null empties it.',
  })
  sandbox?: WeightedRoundRobinSideInput | null;

  @Field(() => Int, { nullable: true, description: 'How many targets a request may try, 1 to 32.' })
  maxAttempts?: number | null;
}

@ObjectType({ description: 'The weighted round-robin policy that was changed.', implements: [ChangePayload] })
export class UpdateWeightedRoundRobinPolicyPayload extends ChangePayload {
  @Field(() => WeightedRoundRobinPolicy, { description: 'The policy.' })
  policy: WeightedRoundRobinPolicy;
}

@InputType({ description: 'What to change in a failover policy; at least one side must keep a target.' })
export class UpdateFailoverPolicyInput extends UpdatePolicyInput {
  @Field(() => String, {
    nullable: true,
    description: 'Its new name; null for the default, which comes from its primaries.',
  })
  name?: string | null;

  @Field(() => FailoverSideInput, {
    nullable: true,
    description: 'The chain for production keys; null removes it.',
  })
  production?: FailoverSideInput | null;

  @Field(() => FailoverSideInput, { nullable: true, description: 'The chain for sandbox keys; null removes it.' })
  sandbox?: FailoverSideInput | null;
}

@ObjectType({ description: 'The failover policy that was changed.', implements: [ChangePayload] })
export class UpdateFailoverPolicyPayload extends ChangePayload {
  @Field(() => FailoverPolicy, { description: 'The policy.' })
  policy: FailoverPolicy;
}
