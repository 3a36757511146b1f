import type { Environment } from '@switchyard/contract';
import { Field, ID, InterfaceType, ObjectType } from 'type-graphql';
import { EnvironmentEnum } from '../../kernel/graphql/environment';
import type { PolicyEntity } from './policy-entity';
import type { PolicyKind } from './policy-kind';
import { FailoverTarget, PolicyTarget, RoundRobinTarget, WeightedRoundRobinTarget } from './policy-target';
import type { PolicyTargetEntity } from './policy-target-entity';

const SIDE_TYPES: Record<PolicyKind, string> = {
  ROUND_ROBIN: 'RoundRobinSide',
  WEIGHTED_ROUND_ROBIN: 'WeightedRoundRobinSide',
  FAILOVER: 'FailoverSide',
};

@InterfaceType({
  description: 'The part of a policy for one environment.',
  resolveType: ({ kind }: SideOfPolicy) => SIDE_TYPES[kind],
})
export abstract class PolicySide {
  @Field(() => ID, { description: 'Unique per policy and environment.' })
  id: string;

  @Field(() => EnvironmentEnum, { description: 'The environment that it is for.' })
  environment: Environment;

  @Field(() => [PolicyTarget], {
    description: "Its targets in order. Requests for an empty side go to the AI API's default endpoint.",
  })
  targets: PolicyTarget[];
}

@ObjectType({ description: 'The part of a round-robin policy for one environment.', implements: [PolicySide] })
export class RoundRobinSide extends PolicySide {
  @Field(() => [RoundRobinTarget], { description: 'Its targets in rotation order; at most 32.' })
  override targets: RoundRobinTarget[];
}

@ObjectType({ description: 'The part of a weighted round-robin policy for one environment.', implements: [PolicySide] })
export class WeightedRoundRobinSide extends PolicySide {
  @Field(() => [WeightedRoundRobinTarget], {
    description: 'Its targets; at most 32, at least one of them with a positive weight.',
  })
  override targets: WeightedRoundRobinTarget[];
}

@ObjectType({ description: 'The part of a failover policy for one environment.', implements: [PolicySide] })
export class FailoverSide extends PolicySide {
  @Field(() => [FailoverTarget], {
    description: 'The primary target, then the fallbacks in order; empty or 2 to 11.',
  })
  override targets: FailoverTarget[];

  @Field(() => FailoverTarget, {
    nullable: true,
    description: 'The target to try first. The policy routes requests for its model. Null on an empty side.',
  })
  primary: FailoverTarget | null;

  @Field(() => [FailoverTarget], {
    description: 'The targets to try if those before them fail; 1 to 10, or none on an empty side.',
  })
  fallbacks: FailoverTarget[];
}

/** The source value of every kind of side. */
export interface SideOfPolicy {
  readonly id: string;
  readonly environment: Environment;
  readonly kind: PolicyKind;
  readonly targets: PolicyTargetEntity[];
  readonly primary: PolicyTargetEntity | null;
  readonly fallbacks: PolicyTargetEntity[];
}

export function policySide({ id, kind, targets }: PolicyEntity, environment: Environment): SideOfPolicy {
  const side = targets.filter((target) => target.environment === environment);
  const [primary = null, ...fallbacks] = side;
  return { id: `${id}:${environment}`, environment, kind, targets: side, primary, fallbacks };
}
