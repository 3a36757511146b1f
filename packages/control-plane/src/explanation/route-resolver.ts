import { Arg, Ctx, Extensions, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { Requires } from '../kernel/graphql/requires';
import { policyById } from '../objects/policies/policy-loaders';
import type { Loaders } from '../objects/loaders/loaders';
import type { RequestContext } from '../objects/loaders/request-context';
import { findTarget } from '../objects/policies/find-target';
import { PolicyTarget } from '../objects/policies/policy-target';
import type { PolicyTargetEntity } from '../objects/policies/policy-target-entity';
import { RoutingPolicy } from '../objects/policies/routing-policy';
import { ExplainRouteInput } from './explain-route-input';
import type { ExplainedRoute, Placed } from './explained-route';
import { RouteCandidate } from './route-candidate';
import { RouteExplanation } from './route-explanation';
import type { RouteQueries } from './route-queries';
import { RouteShare } from './route-simulation';
import { simulationCost } from './simulation-cost';

@Resolver(() => RouteExplanation)
export class RouteExplanationResolver {
  constructor(private readonly queries: RouteQueries) {}

  @Requires('VIEWER')
  @Query(() => RouteExplanation, {
    description:
      'Where a request would go and why, now and under a proposed manifest. Decided by the same code that routes requests.',
  })
  @Extensions({ cost: simulationCost })
  explainRoute(
    @Arg('input', () => ExplainRouteInput, { description: 'The request to explain.' }) input: ExplainRouteInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<RouteExplanation> {
    return this.queries.explain(caller, input);
  }

  @FieldResolver(() => RoutingPolicy, {
    nullable: true,
    description: 'The policy that applies; null if none does, or if only the proposal has it.',
  })
  async policy(
    @Root() { policyId }: ExplainedRoute,
    @Ctx() { loaders }: RequestContext,
  ): Promise<RoutingPolicy | null> {
    return policyId === null ? null : policyById(loaders).load(policyId);
  }
}

@Resolver(() => RouteCandidate)
export class RouteCandidateResolver {
  @FieldResolver(() => PolicyTarget, {
    nullable: true,
    description: 'The target in the configuration; null for a default endpoint, or if only the manifest has it.',
  })
  target(@Root() candidate: Placed, @Ctx() { loaders }: RequestContext): Promise<PolicyTarget | null> {
    return targetOf(candidate, loaders);
  }
}

@Resolver(() => RouteShare)
export class RouteShareResolver {
  @FieldResolver(() => PolicyTarget, {
    nullable: true,
    description: 'The target in the configuration; null for a default endpoint, or if only the manifest has it.',
  })
  target(@Root() share: Placed, @Ctx() { loaders }: RequestContext): Promise<PolicyTarget | null> {
    return targetOf(share, loaders);
  }
}

async function targetOf({ place }: Placed, loaders: Loaders): Promise<PolicyTargetEntity | null> {
  return place === null ? null : findTarget(place, loaders);
}
