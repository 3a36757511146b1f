import { Arg, Ctx, Int, Mutation, Query, Resolver } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import { ChangePlan } from '../plan/change-plan';
import type { RequestContext } from '../../objects/loaders/request-context';
import { RollBackInput, RollBackPayload } from './roll-back';
import type { RollBackService } from './roll-back-service';

@Resolver()
export class RollBackResolver {
  constructor(private readonly service: RollBackService) {}

  @Requires('VIEWER')
  @Query(() => ChangePlan, {
    description:
      'What rolling back to a revision would change: the same as `rollBack` with `dryRun`, for callers who may only read.',
  })
  planRollBack(
    @Arg('toRevision', () => Int, { description: 'The revision to roll back to.' }) toRevision: number,
    @Ctx() { caller }: RequestContext,
  ): Promise<ChangePlan> {
    return this.service.plan(caller, toRevision);
  }

  @Requires('EDITOR')
  @Mutation(() => RollBackPayload, {
    nullable: true,
    description:
      'Restores providers, models, endpoints, AI APIs and policies to what they were at a revision, in one new revision. With `dryRun` it only returns the plan.',
  })
  rollBack(
    @Arg('input', () => RollBackInput, { description: 'The revision to roll back to, and options.' })
    input: RollBackInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<RollBackPayload> {
    return this.service.rollBack(caller, input);
  }
}
