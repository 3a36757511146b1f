import type { EntityManager } from 'typeorm';
import { LineageEntity } from './lineage-entity';

/** What a change needs of the lineage row. */
export type LockedLineage = Pick<LineageEntity, 'lineage' | 'revision' | 'compilerVersion'>;

/** Locks the lineage row until the transaction ends. @returns the lineage and the latest revision */
export async function lockLineage(manager: EntityManager): Promise<LockedLineage> {
  const [row] = await manager.query<LockedLineage[]>(
    'SELECT id AS lineage, revision, compiler_version AS "compilerVersion" FROM "lineage" FOR UPDATE',
  );
  if (row === undefined) throw new Error('the database has no lineage');
  return row;
}

export async function readLineage(manager: EntityManager): Promise<LineageEntity> {
  return manager.findOneOrFail(LineageEntity, { where: { singleton: true } });
}
