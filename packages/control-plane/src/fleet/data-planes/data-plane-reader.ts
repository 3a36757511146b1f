import type { DataPlaneStatus } from '@switchyard/contract';
import type { DataPlane, RevisionRejection } from './data-plane';

/** The part of a status that tells how targets are. */
export type ReportedHealth = Pick<DataPlaneStatus, 'suspensions' | 'returned'>;

/** A data plane as GraphQL shows it, with what else rollouts and the health of targets are told from. */
export interface ListedDataPlane extends DataPlane {
  readonly rejection: (RevisionRejection & { readonly lineage: string | null }) | null;
  /** The same object until the data plane reports itself anew. */
  readonly health: ReportedHealth;
}

/** The data planes as the directory knows them. */
export interface DataPlaneReader {
  all(): ListedDataPlane[];
}
