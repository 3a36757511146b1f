import type { RequestContext } from '../../objects/loaders/request-context';
import type { LiveSources } from './live-sources';

/** The context of a request, with the sources that a subscription may follow. */
export interface LiveContext extends RequestContext {
  readonly live: LiveSources;
}
