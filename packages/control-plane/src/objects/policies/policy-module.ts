import { resolver } from '../../kernel/noun-module';
import type { KindsIn } from '../../kernel/object-kind';
import type { Noun } from '../noun';
import { FailoverPrimaryEntity } from './failover-primary-entity';
import { PolicyEntity } from './policy-entity';
import { findPolicies } from './policy-loaders';
import { PolicyResolver } from './policy-resolver';
import { PolicyService } from './policy-service';
import { FailoverSide, RoundRobinSide, WeightedRoundRobinSide } from './policy-side';
import { FailoverTarget, RoundRobinTarget, WeightedRoundRobinTarget } from './policy-target';
import { PolicyTargetEntity } from './policy-target-entity';
import { PolicyTargetResolver, WeightedRoundRobinTargetResolver } from './policy-target-resolver';
import { FailoverPolicy, RoundRobinPolicy, WeightedRoundRobinPolicy } from './routing-policy';
import {
  FailoverPolicyResolver,
  RoundRobinPolicyResolver,
  RoutingPolicyResolver,
  WeightedRoundRobinPolicyResolver,
} from './routing-policy-resolver';
import { routingPolicyKind, type PolicyObjectKind } from './routing-policy-kind';
import { SetPoliciesService } from './set-policies-service';

const kinds = {
  ROUND_ROBIN_POLICY: 'A round-robin policy.',
  WEIGHTED_ROUND_ROBIN_POLICY: 'A weighted round-robin policy.',
  FAILOVER_POLICY: 'A failover policy.',
} as const;
declare module '../../kernel/object-kind' {
  interface ObjectKinds extends KindsIn<typeof kinds> {}
}

export const policyModule: Noun<PolicyObjectKind> = {
  kinds,
  configured: [routingPolicyKind],
  entities: [FailoverPrimaryEntity, PolicyEntity, PolicyTargetEntity],
  nodes: [findPolicies],
  orphanedTypes: [
    FailoverPolicy,
    FailoverSide,
    FailoverTarget,
    RoundRobinPolicy,
    RoundRobinSide,
    RoundRobinTarget,
    WeightedRoundRobinPolicy,
    WeightedRoundRobinSide,
    WeightedRoundRobinTarget,
  ],
  resolvers: [
    resolver(PolicyResolver, ({ corridor }) => [new PolicyService(corridor), new SetPoliciesService(corridor)]),
    resolver(RoutingPolicyResolver, () => []),
    resolver(RoundRobinPolicyResolver, () => []),
    resolver(WeightedRoundRobinPolicyResolver, () => []),
    resolver(FailoverPolicyResolver, () => []),
    resolver(PolicyTargetResolver, () => []),
    resolver(WeightedRoundRobinTargetResolver, () => []),
  ],
};
