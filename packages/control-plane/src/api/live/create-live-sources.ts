import type { DataSource } from 'typeorm';
import type { DataPlaneList } from '../../fleet/data-planes/data-plane-list';
import type { PublishedHead } from '../../publication/published-head';
import type { RolloutQueries } from '../../fleet/rollouts/rollout-queries';
import { DataPlaneFeed } from './data-plane-feed';
import type { LiveSources } from './live-sources';
import { RevisionFeed } from './revision-feed';
import { RolloutFeed } from './rollout-feed';
import { TargetHealthFeed } from './target-health-feed';
import { TrafficFeed, type TrafficFeedParts } from './traffic-feed';

export interface LiveSourcesParts {
  readonly head: PublishedHead;
  readonly dataPlanes: DataPlaneList;
  readonly rollouts: RolloutQueries;
}

export function createLiveSources(
  dataSource: DataSource,
  { head, dataPlanes, rollouts }: LiveSourcesParts,
  traffic: TrafficFeedParts,
): LiveSources {
  const dataPlaneFeed = new DataPlaneFeed({ dataPlanes });
  return {
    revisions: new RevisionFeed(dataSource, head),
    dataPlanes: dataPlaneFeed,
    targetHealth: new TargetHealthFeed(dataSource, dataPlaneFeed),
    rollouts: new RolloutFeed({ rollouts, head, dataPlanes }),
    traffic: new TrafficFeed(traffic),
  };
}
