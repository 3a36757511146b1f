import type { Caller } from '../kernel/caller/caller';

/** Who asks for a change, and what the history says of it. */
export interface ChangeRequest {
  readonly caller: Pick<Caller, 'actor' | 'correlationId'>;
  /** The mutation's name. */
  readonly operation: string;
  readonly comment?: string | null | undefined;
  /** The revision whose configuration it brings back, where it does. */
  readonly rolledBackTo?: number;
}
