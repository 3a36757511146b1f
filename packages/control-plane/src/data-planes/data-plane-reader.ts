import type { DataPlane, RevisionRejection } from './data-plane';

/** A data plane as GraphQL shows it, with what else a rollout is told from. */
export interface ListedDataPlane extends DataPlane {
  readonly rejection: (RevisionRejection & { readonly lineage: string | null }) | null;
}

/** The data planes as the directory knows them. */
export interface DataPlaneReader {
  all(): ListedDataPlane[];
}
