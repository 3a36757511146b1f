import type { Caller } from '../viewer/caller';
import type { Loaders } from './loaders';

/** What every resolver of one request is given. */
export interface RequestContext {
  readonly caller: Caller;
  readonly loaders: Loaders;
  /** Aborted when nobody is there any more for the answer: what waits may stop. */
  readonly signal: AbortSignal;
}
