import type { Caller } from '../../kernel/caller/caller';
import type { Loaders } from './loaders';

/** The context of all resolvers of one request, or of one event of a subscription. */
export interface RequestContext {
  readonly caller: Caller;
  readonly loaders: Loaders;
  /** Aborted when the client disconnects, so that waits can stop. */
  readonly signal: AbortSignal;
}

/** Creates the context of one request, or of one event; nothing in it outlives that. */
export type CreateContext<C extends RequestContext = RequestContext> = (caller: Caller, signal: AbortSignal) => C;
