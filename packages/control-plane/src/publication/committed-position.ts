import type { EntityManager } from 'typeorm';
import { LEASE_IS_VALID } from './lease-row';

/** The database's position, and which control plane should publish it. */
export interface CommittedPosition {
  readonly lineage: string;
  readonly revision: number;
  /** The holder of the publication lease, such as `host-1 (process 42)`; null if there is none. */
  readonly holderName: string | null;
}

export async function readCommittedPosition(manager: EntityManager): Promise<CommittedPosition> {
  const rows: CommittedPosition[] = await manager.query(
    `SELECT lineage.id AS lineage, lineage.revision, lease.holder_name AS "holderName"
     FROM lineage LEFT JOIN publication_lease AS lease ON ${LEASE_IS_VALID}`,
  );
  const [position] = rows;
  if (position === undefined) throw new Error('the database has no lineage');
  return position;
}
