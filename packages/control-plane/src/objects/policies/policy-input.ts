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
      'The id of the existing policy that it continues; defaults to the one with the same name or, failing that, the same primary model, if any.',
  })
  policyId?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Its name, unique among the policies of the AI API, ignoring case: `^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`. By default it is called after its primaries.',
  })
  name?: string | null;

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

/** The policies that an AI API is to have. */
@InputType()
export abstract class PolicyListInput {
  @Field(() => RoundRobinPolicyInput, { nullable: true, description: 'A round-robin policy.' })
  roundRobin?: RoundRobinPolicyInput | null;

  @Field(() => WeightedRoundRobinPolicyInput, { nullable: true, description: 'A weighted round-robin policy.' })
  weightedRoundRobin?: WeightedRoundRobinPolicyInput | null;

  @Field(() => [FailoverPolicyInput], {
    nullable: true,
    description: 'Failover policies; an empty list leaves the AI API without a policy.',
  })
  failover?: FailoverPolicyInput[] | null;
}

@InputType({
  description: 'The policies that an AI API would have: exactly one of the three kinds, as in `setPolicies`.',
})
export class ProposedPoliciesInput extends PolicyListInput {}
