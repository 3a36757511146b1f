import { REPORTED_SUSPENSIONS_MAX } from '@switchyard/contract';
import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { DataPlane } from '../data-planes/data-plane';
import type { ListedDataPlane } from '../data-planes/data-plane-reader';
import { checkFirst } from '../../kernel/graphql/page-args';
import type { RequestContext } from '../../objects/loaders/request-context';
import { findTarget } from '../../objects/policies/find-target';
import { PolicyTarget } from '../../objects/policies/policy-target';
import type { PolicyTargetEntity } from '../../objects/policies/policy-target-entity';
import { type TargetHealthView, suspensionsOf } from './describe-health';
import { TargetHealth } from './target-health';
import type { TargetHealthQueries } from './target-health-queries';

const SUSPENSIONS_DEFAULT = 100;

@Resolver(() => TargetHealth)
export class TargetHealthResolver {
  @FieldResolver(() => PolicyTarget, {
    nullable: true,
    description: 'The target; null if it no longer exists.',
  })
  target(
    @Root() { targetKey }: TargetHealthView,
    @Ctx() { loaders }: RequestContext,
  ): Promise<PolicyTargetEntity | null> {
    return findTarget(targetKey, loaders);
  }
}

@Resolver(() => DataPlane)
export class DataPlaneHealthResolver {
  @FieldResolver(() => [TargetHealth], {
    description: 'The targets that it has suspended, ordered by the end of their suspension.',
  })
  suspensions(
    @Root() dataPlane: ListedDataPlane,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: SUSPENSIONS_DEFAULT,
      description: 'The number of targets to return, 1 to 1,000.',
    })
    first: number | null,
  ): TargetHealthView[] {
    return suspensionsOf(dataPlane, checkFirst(first ?? SUSPENSIONS_DEFAULT, REPORTED_SUSPENSIONS_MAX));
  }
}

/** Fields of every kind of target. */
@Resolver(() => PolicyTarget)
export class PolicyTargetHealthResolver {
  constructor(private readonly queries: TargetHealthQueries) {}

  @FieldResolver(() => [TargetHealth], { description: 'Its health on each live data plane.' })
  health(@Root() target: PolicyTargetEntity): Promise<TargetHealthView[]> {
    return this.queries.ofTarget(target);
  }
}
