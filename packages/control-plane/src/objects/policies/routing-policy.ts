import type { ErrorKind } from '@switchyard/contract';
import { Field, ID, Int, InterfaceType, ObjectType } from 'type-graphql';
import { ConfigurationObject, Node } from '../../kernel/graphql/node';
import { ErrorKindEnum } from './error-kind';
import { DEFAULT_FAILURE_STATUSES_TEXT } from './failure-statuses';
import { PolicyKind } from './policy-kind';
import type { PolicyEntity } from './policy-entity';

const POLICY_TYPES: Record<PolicyKind, string> = {
  ROUND_ROBIN: 'RoundRobinPolicy',
  WEIGHTED_ROUND_ROBIN: 'WeightedRoundRobinPolicy',
  FAILOVER: 'FailoverPolicy',
};

@InterfaceType({
  description: "How an AI API's requests are distributed over targets, or fail over from one to the next.",
  resolveType: ({ kind }: PolicyEntity) => POLICY_TYPES[kind],
  implements: [Node, ConfigurationObject],
})
export abstract class RoutingPolicy extends ConfigurationObject {
  @Field(() => ID, { description: "The policy's id." })
  override id: string;

  @Field(() => PolicyKind, { description: 'Its kind.' })
  kind: PolicyKind;

  @Field(() => Int, {
    description: 'How long a target is suspended after a failure, in seconds; 0 if it is not suspended.',
  })
  suspendDurationSeconds: number;

  @Field(() => Int, { description: 'How long an attempt may wait for response headers, in seconds.' })
  requestTimeoutSeconds: number;

  @Field(() => Int, { description: 'How long a request may take over all attempts, in seconds.' })
  totalTimeoutSeconds: number;

  @Field(() => Int, {
    nullable: true,
    description: 'How many targets a request may try; null for failover, where it may try every available one.',
  })
  maxAttempts: number | null;

  @Field(() => [String], {
    description:
      'The statuses that count as failures, for errors whose kind is not recognised: single statuses and ranges, such as `429` and `500-599`, in ascending order.',
  })
  failureStatuses: string[];

  @Field(() => Boolean, { description: `Whether these are the defaults: ${DEFAULT_FAILURE_STATUSES_TEXT}.` })
  usesDefaultFailureStatuses: boolean;

  @Field(() => [ErrorKindEnum], {
    description: 'The kinds of errors after which the next target is asked; for other errors the status decides.',
  })
  failoverOn: ErrorKind[];

  @Field(() => Boolean, {
    description: 'Whether these are the defaults: all but CONTENT_FILTERED and REQUEST_INVALID.',
  })
  usesDefaultFailoverOn: boolean;
}

@ObjectType({
  description: 'Sends requests to each target in turn.',
  implements: [RoutingPolicy, Node, ConfigurationObject],
})
export class RoundRobinPolicy extends RoutingPolicy {}

@ObjectType({
  description: 'Sends requests to targets in proportion to their weights.',
  implements: [RoutingPolicy, Node, ConfigurationObject],
})
export class WeightedRoundRobinPolicy extends RoutingPolicy {}

@ObjectType({
  description: 'Sends requests to a primary target, then to its fallbacks in order if it fails.',
  implements: [RoutingPolicy, Node, ConfigurationObject],
})
export class FailoverPolicy extends RoutingPolicy {
  @Field(() => Boolean, { description: 'Whether its name is the default, which comes from its primaries.' })
  usesDefaultName: boolean;
}
