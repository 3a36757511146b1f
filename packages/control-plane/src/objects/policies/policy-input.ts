import type { ErrorKind } from '@switchyard/contract';
import { Field, ID, InputType, Int } from 'type-graphql';
import { ErrorKindEnum, FAILOVER_ON_DESCRIPTION } from './error-kind';
import { DEFAULT_FAILURE_STATUSES_TEXT } from './failure-statuses';
import { policyDefaults } from './policy-defaults';
import { FailoverSideInput, RoundRobinSideInput, WeightedRoundRobinSideInput } from './target-input';

@InputType()
export abstract class PolicySettingsInput {
  @Field(() => Int, {
    nullable: true,
    description: 'How long a target is suspended after a failure, 0 to 86,400 seconds; 0 disables suspension.',
    defaultValue: policyDefaults.suspendDurationSeconds,
  })
  suspendDurationSeconds?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How long an attempt may wait for response headers, 1 to 3,600 seconds.',
    defaultValue: policyDefaults.requestTimeoutSeconds,
  })
  requestTimeoutSeconds?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How long a request may take over all attempts, 1 to 3,600 seconds.',
    defaultValue: policyDefaults.totalTimeoutSeconds,
  })
  totalTimeoutSeconds?: number | null;

  @Field(() => [String], {
    nullable: true,
    description: `The statuses that count as failures, for errors whose kind is not recognised, within 400 to 599: single statuses or ranges such as \`500-599\`. Defaults to ${DEFAULT_FAILURE_STATUSES_TEXT}.`,
  })
  failureStatuses?: string[] | null;

  @Field(() => [ErrorKindEnum], { nullable: true, description: FAILOVER_ON_DESCRIPTION })
  failoverOn?: ErrorKind[] | null;
}

@InputType({ description: 'A round-robin policy of `setPolicies`; it continues the existing one, if any.' })
export class RoundRobinPolicyInput extends PolicySettingsInput {
  @Field(() => RoundRobinSideInput, {
    nullable: true,
    description: 'The side for production keys; empty by default, but at least one side needs a target.',
  })
  production?: RoundRobinSideInput | null;

  @Field(() => RoundRobinSideInput, {
    nullable: true,
    description: 'The side for sandbox keys; empty by default, but at least one side needs a target.',
  })
  sandbox?: RoundRobinSideInput | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many targets a request may try, 1 to 32.',
    defaultValue: policyDefaults.maxAttempts,
  })
  maxAttempts?: number | null;
}

@InputType({
  description: 'A weighted round-robin policy of `setPolicies`; it continues the existing one, if any.',
})
export class WeightedRoundRobinPolicyInput extends PolicySettingsInput {
  @Field(() => WeightedRoundRobinSideInput, {
    nullable: true,
    description: 'The side for production keys; empty by default, but at least one side needs a target.',
  })
  production?: WeightedRoundRobinSideInput | null;

  @Field(() => WeightedRoundRobinSideInput, {
    nullable: true,
    description: 'The side for sandbox keys; empty by default, but at least one side needs a target.',
  })
  sandbox?: WeightedRoundRobinSideInput | null;

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
      'The id of the existing policy that it continues; defaults to the one with the same primary model, if any.',
  })
  policyId?: string | null;

  @Field(() => FailoverSideInput, {
    nullable: true,
    description: 'The chain for production keys; empty by default, but at least one side needs a target.',
  })
  production?: FailoverSideInput | null;

  @Field(() => FailoverSideInput, {
    nullable: true,
    description: 'The chain for sandbox keys; empty by default, but at least one side needs a target.',
  })
  sandbox?: FailoverSideInput | null;
}
