import { Field, ID, InputType, Int } from 'type-graphql';
import { policyDefaults } from './policy-defaults';
import { FailoverSideInput, TargetInput, WeightedTargetInput } from './target-input';

@InputType()
export abstract class PolicySettingsInput {
  @Field(() => Int, {
    nullable: true,
    description: 'How long a target is suspended after a failure, 0 to 86,400 seconds; 0 for not at all.',
    defaultValue: policyDefaults.suspendDurationSeconds,
  })
  suspendDurationSeconds?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How long an attempt may take to its response headers, 1 to 3,600 seconds.',
    defaultValue: policyDefaults.requestTimeoutSeconds,
  })
  requestTimeoutSeconds?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How long all attempts together may take, 1 to 3,600 seconds.',
    defaultValue: policyDefaults.totalTimeoutSeconds,
  })
  totalTimeoutSeconds?: number | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'The response statuses that count as failures, single ones or ranges such as `500-599`, within 400 to 599; the default unless given.',
  })
  failureStatuses?: string[] | null;
}

@InputType({ description: 'A round-robin policy of `setPolicies`; it continues the present one, if there is one.' })
export class RoundRobinPolicyInput extends PolicySettingsInput {
  @Field(() => [TargetInput], {
    nullable: true,
    description:
      'The targets for production keys, in the order of their turns; at most 32; an empty side unless given.',
  })
  production?: TargetInput[] | null;

  @Field(() => [TargetInput], {
    nullable: true,
    description: 'The targets for sandbox keys, in the order of their turns; at most 32; an empty side unless given.',
  })
  sandbox?: TargetInput[] | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many targets a request may try, 1 to 32.',
    defaultValue: policyDefaults.maxAttempts,
  })
  maxAttempts?: number | null;
}

@InputType({
  description: 'A weighted round-robin policy of `setPolicies`; it continues the present one, if there is one.',
})
export class WeightedRoundRobinPolicyInput extends PolicySettingsInput {
  @Field(() => [WeightedTargetInput], {
    nullable: true,
    description: 'The targets for production keys, each with its weight; at most 32; an empty side unless given.',
  })
  production?: WeightedTargetInput[] | null;

  @Field(() => [WeightedTargetInput], {
    nullable: true,
    description: 'The targets for sandbox keys, each with its weight; at most 32; an empty side unless given.',
  })
  sandbox?: WeightedTargetInput[] | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many targets a request may try, 1 to 32.',
    defaultValue: policyDefaults.maxAttempts,
  })
  maxAttempts?: number | null;
}

@InputType({ description: 'A failover policy of `setPolicies`.' })
export class FailoverPolicyInput extends PolicySettingsInput {
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of the present policy that it continues; unless given, the one with the same primary model, if there is one.',
  })
  policyId?: string | null;

  @Field(() => FailoverSideInput, {
    nullable: true,
    description: 'The chain for production keys; an empty side unless given.',
  })
  production?: FailoverSideInput | null;

  @Field(() => FailoverSideInput, {
    nullable: true,
    description: 'The chain for sandbox keys; an empty side unless given.',
  })
  sandbox?: FailoverSideInput | null;
}
