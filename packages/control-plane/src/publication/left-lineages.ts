import type { EntityManager } from 'typeorm';
import { LeftLineageEntity } from '../change/left-lineage-entity';

/** Records that these lineages were left; for those that are recorded already, nothing changes. */
export async function recordLeft(manager: EntityManager, lineages: readonly string[]): Promise<void> {
  await manager.query('INSERT INTO left_lineage (id) SELECT unnest($1::uuid[]) ON CONFLICT (id) DO NOTHING', [
    lineages,
  ]);
}

/** Whether a lineage was left: a table of it is never current again. */
export async function isLeft(manager: EntityManager, lineage: string): Promise<boolean> {
  return manager.existsBy(LeftLineageEntity, { id: lineage });
}

/** Every lineage that was left, the earliest first. */
export async function leftLineages(manager: EntityManager): Promise<ReadonlySet<string>> {
  const rows = await manager.find(LeftLineageEntity, { order: { leftAt: 'ASC', id: 'ASC' } });
  return new Set(rows.map(({ id }) => id));
}
