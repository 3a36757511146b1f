import { Arg, ID, Int, Resolver, Root, type SubscribeResolverData, Subscription } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import type { LiveContext } from './live-context';
import { Revision } from '../../history/revision';
import type { FollowOptions } from './revision-feed';
import type { RevisionEntity } from '../../change/revision-entity';

@Resolver()
export class RevisionSubscription {
  @Requires('VIEWER')
  @Subscription(() => Revision, {
    description:
      'Each revision when it is published to the data planes, in order and without gaps, including those that the system makes.',
    subscribe: ({ args, context }: SubscribeResolverData<unknown, FollowOptions, LiveContext>) =>
      context.live.revisions.follow(args),
  })
  revisionPublished(
    @Root() revision: RevisionEntity,
    @Arg('after', () => Int, {
      nullable: true,
      description:
        'The last revision that the client has seen. Later ones are sent first, at most 1,000; if there are more, the subscription is refused with CONFLICT, reason TOO_FAR_BEHIND.',
    })
    _after: number | null,
    @Arg('lineage', () => ID, {
      nullable: true,
      description:
        'The lineage that `after` belongs to. Refused with CONFLICT, reason LINEAGE_CHANGED, if the database has another lineage.',
    })
    _lineage: string | null,
  ): Revision {
    return revision;
  }
}
