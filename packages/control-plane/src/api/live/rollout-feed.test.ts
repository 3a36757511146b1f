import type { DescribedRollout } from '../../fleet/rollouts/describe-rollout';
import { RolloutFeed } from './rollout-feed';

const published = (liveCount: number) =>
  ({
    state: 'PUBLISHED',
    liveCount,
    lineage: 'lineage',
    publishedAt: null,
    dataPlanes: [],
  }) as unknown as DescribedRollout;

it('goes on while there may be data planes that the control plane does not know of', async () => {
  let [isCurrent, change] = [false, () => {}];
  let rollout = published(0);
  const feed = new RolloutFeed({
    rollouts: { current: async () => rollout },
    head: { isKnown: true },
    dataPlanes: {
      get isCurrent() {
        return isCurrent;
      },
      onChange: (listener) => {
        change = () => listener(null);
        return () => {};
      },
    },
  });
  const events = feed.follow(1);
  expect(await events.next()).toEqual({ done: false, value: rollout });
  const next = events.next();
  rollout = { ...published(1), state: 'APPLIED' };
  isCurrent = true;
  change();
  expect(await next).toEqual({ done: false, value: rollout });
  expect((await events.next()).done).toBe(true);
});
