import type { DataPlaneStatus } from '@switchyard/contract';
import type { DataPlane, RevisionRejection } from './data-plane';

/** The part of a status about the health of targets. */
export type ReportedHealth = Pick<DataPlaneStatus, 'suspensions' | 'returned'>;

/** A data plane as GraphQL shows it, with what rollouts and the health of targets need besides. */
export interface ListedDataPlane extends DataPlane {
  readonly rejection: (RevisionRejection & { readonly lineage: string | null }) | null;
  /** What its own clock says now, as far as its last report tells. */
  readonly ownTimeMs: number;
  /** The same object until the data plane's next report. */
  readonly health: ReportedHealth;
}

/** Lists the known data planes. */
export interface DataPlaneReader {
  all(): ListedDataPlane[];
}
