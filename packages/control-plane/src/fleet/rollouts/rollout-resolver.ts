import { Arg, Args, Ctx, Extensions, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import type { RequestContext } from '../../objects/loaders/request-context';
import { Revision } from '../../history/revision';
import { Rollout } from './rollout';
import { refuseRolloutArgs, RolloutArgs } from './rollout-args';
import type { RolloutQueries } from './rollout-queries';

@Resolver(() => Rollout)
export class RolloutResolver {
  constructor(private readonly queries: RolloutQueries) {}

  @Requires('VIEWER')
  @Query(() => Rollout, {
    nullable: true,
    description:
      'How far a revision has been rolled out, optionally after waiting for it; null if there is no such revision.',
  })
  rollout(
    @Arg('revision', () => Int, { description: "The revision's number." }) revision: number,
    @Args(() => RolloutArgs) args: RolloutArgs,
    @Ctx() { signal }: RequestContext,
  ): Promise<Rollout | null> {
    return this.queries.waitFor(revision, args, signal);
  }
}

/** Fields of every payload. */
@Resolver(() => ChangePayload)
export class ChangePayloadResolver {
  constructor(private readonly queries: RolloutQueries) {}

  @Extensions({ cost: refuseRolloutArgs })
  @FieldResolver(() => Rollout, {
    nullable: true,
    description: 'How far that revision has been rolled out, optionally after waiting for it; null if that is unknown.',
  })
  rollout(
    @Root() { revision }: ChangePayload,
    @Args(() => RolloutArgs) args: RolloutArgs,
    @Ctx() { signal }: RequestContext,
  ): Promise<Rollout | null> {
    return this.queries.ofChange(revision, args, signal);
  }
}

@Resolver(() => Revision)
export class RevisionRolloutResolver {
  constructor(private readonly queries: RolloutQueries) {}

  @FieldResolver(() => Rollout, { nullable: true, description: 'How far it has been rolled out.' })
  rollout(@Root() { number }: Revision): Promise<Rollout | null> {
    return this.queries.current(number);
  }
}
