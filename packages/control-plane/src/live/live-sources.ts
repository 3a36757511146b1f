import type { RevisionFeed } from './revision-feed';

/** Where the events of subscriptions come from. */
export interface LiveSources {
  readonly revisions: RevisionFeed;
}
