import type { DataPlaneFeed } from './data-plane-feed';
import type { RevisionFeed } from './revision-feed';
import type { RolloutFeed } from './rollout-feed';
import type { TargetHealthFeed } from './target-health-feed';
import type { TrafficFeed } from './traffic-feed';

/** The sources of subscription events. */
export interface LiveSources {
  readonly revisions: RevisionFeed;
  readonly dataPlanes: DataPlaneFeed;
  readonly targetHealth: TargetHealthFeed;
  readonly rollouts: RolloutFeed;
  readonly traffic: TrafficFeed;
}
