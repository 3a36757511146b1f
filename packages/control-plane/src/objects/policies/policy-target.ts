import { type Environment } from '@switchyard/contract';
import { Field, ID, Int, InterfaceType, ObjectType } from 'type-graphql';
import { EnvironmentEnum } from '../../kernel/graphql/environment';
import type { PolicyKind } from './policy-kind';
import type { PolicyTargetEntity } from './policy-target-entity';

const TARGET_TYPES: Record<PolicyKind, string> = {
  ROUND_ROBIN: 'RoundRobinTarget',
  WEIGHTED_ROUND_ROBIN: 'WeightedRoundRobinTarget',
  FAILOVER: 'FailoverTarget',
};

@InterfaceType({
  description: 'A model on an endpoint that a policy may send requests to.',
  resolveType: ({ kind }: PolicyTargetEntity) => TARGET_TYPES[kind],
})
export abstract class PolicyTarget {
  @Field(() => ID, {
    description:
      'Unique per policy, environment, model and endpoint. It stays the same when weights and positions change.',
  })
  id: string;

  @Field(() => EnvironmentEnum, { description: 'The side that it belongs to.' })
  environment: Environment;
}

@ObjectType({ description: 'A target of a round-robin policy.', implements: [PolicyTarget] })
export class RoundRobinTarget extends PolicyTarget {
  @Field(() => ID, { description: 'Unique per policy, environment, model and endpoint.' })
  override id: string;
}

@ObjectType({ description: 'A target of a weighted round-robin policy.', implements: [PolicyTarget] })
export class WeightedRoundRobinTarget extends PolicyTarget {
  @Field(() => ID, { description: 'Unique per policy, environment, model and endpoint.' })
  override id: string;
}

@ObjectType({ description: 'A target of a failover policy.', implements: [PolicyTarget] })
export class FailoverTarget extends PolicyTarget {
  @Field(() => ID, { description: 'Unique per policy, environment, model and endpoint.' })
  override id: string;

  @Field(() => Int, { description: 'Its place in the chain, from 0 for the primary.' })
  position: number;
}
