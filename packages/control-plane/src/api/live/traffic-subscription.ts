import { Arg, ID, Resolver, Root, type SubscribeResolverData, Subscription } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import type { LiveContext } from './live-context';
import type { TrafficOfTick } from './traffic-feed';
import { TrafficTick } from './traffic-tick';

@Resolver()
export class TrafficSubscription {
  @Requires('VIEWER')
  @Subscription(() => TrafficTick, {
    description:
      'What happens at AI APIs, each second with traffic and the first one without. Data planes send it only while somebody listens, and what is lost on the way is not sent again: `usage` has the exact sums.',
    subscribe: ({ args, context }: SubscribeResolverData<unknown, { aiApiIds?: string[] | null }, LiveContext>) =>
      context.live.traffic.follow(args.aiApiIds ?? null),
  })
  trafficChanged(
    @Root() { from, to, aiApis }: TrafficOfTick,
    @Arg('aiApiIds', () => [ID], {
      nullable: true,
      description: 'Only these AI APIs, at most 200; the 200 busiest ones by default.',
    })
    _aiApiIds: string[] | null,
  ): TrafficTick {
    return {
      from,
      to,
      aiApis: aiApis.map(({ aiApiId, requests, failovers, attempts, tokens, ...faults }) => {
        const failed = Object.values(faults).reduce((sum, count) => sum + count, 0);
        const counts = { total: requests, answered: Math.max(requests - failed, 0), ...faults };
        return { aiApiId, requests: counts, failovers, attempts, tokens };
      }),
    };
  }
}
