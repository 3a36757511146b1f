import type { RecordedChange } from '../../change/change-in-progress';
import type { ChangeWarning } from '../../kernel/graphql/change-warning';

/** Looks at each recorded change once and then returns the warnings of one subject area. */
export interface WarningSource {
  visit(change: RecordedChange): void;
  /** Call it once, after all changes were visited. */
  warnings(): Promise<ChangeWarning[]>;
}
