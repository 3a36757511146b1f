import type { Caller } from '../kernel/caller/caller';

/** Who requests a change, and what the history records about it. */
export interface ChangeRequest {
  readonly caller: Pick<Caller, 'actor' | 'correlationId'>;
  /** The mutation's name, or the `SystemOperation`. */
  readonly operation: string;
  readonly comment?: string | null | undefined;
  /** The revision that a rollback restores. */
  readonly rolledBackTo?: number;
  /** It may change thousands of objects, so other changes do not share its transaction: they would wait for it. */
  readonly isLarge?: boolean;
}
