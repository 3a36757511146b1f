import type { Caller } from '../../kernel/caller/caller';
import type { Loaders } from './loaders';

/** What every resolver of one request, or of one event of a subscription, is given. */
export interface RequestContext {
  readonly caller: Caller;
  readonly loaders: Loaders;
  /** Aborted when the client is gone: whatever waits may stop. */
  readonly signal: AbortSignal;
}

/** Makes the context of one request, or of one event: nothing in it outlives that. */
export type CreateContext<C extends RequestContext = RequestContext> = (caller: Caller, signal: AbortSignal) => C;
