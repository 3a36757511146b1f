import type { PoolCounts } from '../kernel/database/pool-counts';

/** What is read at a scrape, because it is a state and not an event. Null where it is not known. */
export interface MetricSources {
  readonly committedRevision: () => number | null;
  readonly publishedRevision: () => number | null;
  /** Whether this control plane is the one that publishes. */
  readonly isPublisher: () => boolean;
  /** Whether something keeps revisions from being published. */
  readonly hasPublicationProblem: () => boolean;
  /** How long the oldest committed revision has waited to be published, in seconds; 0 if none waits. */
  readonly publicationLagSeconds: () => number;
  /** How many data planes are live, and how many of those do not serve the published revision. */
  readonly dataPlanes: () => { readonly live: number; readonly behind: number };
  readonly pools: () => Readonly<Record<string, PoolCounts>>;
  readonly liveCounts: () => { readonly connections: number; readonly subscriptions: number };
  /** How many lines the log has dropped. */
  readonly logLinesDropped: () => number;
  /** What waits in the usage queue. */
  readonly usageBacklog: () => Promise<{ readonly messages: number; readonly bytes: number } | null>;
}
