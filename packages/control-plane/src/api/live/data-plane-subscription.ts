import { Arg, ID, Int, Resolver, Root, type SubscribeResolverData, Subscription } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import { DataPlane } from '../../fleet/data-planes/data-plane';
import type { ListedDataPlane } from '../../fleet/data-planes/data-plane-reader';
import type { LiveContext } from './live-context';
import type { DescribedRollout } from '../../fleet/rollouts/describe-rollout';
import { Rollout } from '../../fleet/rollouts/rollout';
import type { TargetHealthView } from '../../fleet/target-health/describe-health';
import { TargetHealth } from '../../fleet/target-health/target-health';

type Begin<Args> = SubscribeResolverData<unknown, Args, LiveContext>;

/** Subscriptions to what data planes report. */
@Resolver()
export class DataPlaneSubscription {
  @Requires('VIEWER')
  @Subscription(() => DataPlane, {
    description: 'The current state of each data plane, then each change, at most once a second for each data plane.',
    subscribe: ({ context }: Begin<object>) => context.live.dataPlanes.follow(),
  })
  dataPlaneChanged(@Root() dataPlane: ListedDataPlane): DataPlane {
    return dataPlane;
  }

  @Requires('VIEWER')
  @Subscription(() => TargetHealth, {
    description:
      "Each target that is currently unavailable, then each change of a target's health, as each data plane sees it.",
    subscribe: ({ args, context }: Begin<{ aiApiId?: string | null }>) =>
      context.live.targetHealth.follow(args.aiApiId ?? null),
  })
  targetHealthChanged(
    @Root() health: TargetHealthView,
    @Arg('aiApiId', () => ID, {
      nullable: true,
      description: 'Only the targets of this AI API; all targets by default.',
    })
    _aiApiId: string | null,
  ): TargetHealth {
    return health;
  }

  @Requires('VIEWER')
  @Subscription(() => Rollout, {
    description:
      'How far a revision has been rolled out, now and after each change. Ends when no live data plane is pending.',
    subscribe: ({ args, context }: Begin<{ revision: number }>) => context.live.rollouts.follow(args.revision),
  })
  rolloutChanged(
    @Root() rollout: DescribedRollout,
    @Arg('revision', () => Int, { description: "The revision's number." }) _revision: number,
  ): Rollout {
    return rollout;
  }
}
