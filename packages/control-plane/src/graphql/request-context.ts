import type { LiveSources } from '../live/live-sources';
import type { Caller } from '../viewer/caller';
import type { Loaders } from './loaders';

/** What every resolver of one request, or of one event of a subscription, is given. */
export interface RequestContext {
  readonly caller: Caller;
  readonly loaders: Loaders;
  /** Aborted when nobody is there any more for the answer: what waits may stop. */
  readonly signal: AbortSignal;
  readonly live: LiveSources;
}

/** Makes the context of one request, or of one event: nothing in it outlives that. */
export type CreateContext = (caller: Caller, signal: AbortSignal) => RequestContext;
