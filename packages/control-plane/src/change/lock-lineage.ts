import type { EntityManager } from 'typeorm';
import { LineageEntity } from './lineage-entity';

/** Locks the lineage row until the transaction ends. @returns the lineage and the latest revision */
export async function lockLineage(manager: EntityManager): Promise<LineageEntity> {
  return manager.findOneOrFail(LineageEntity, { where: { singleton: true }, lock: { mode: 'pessimistic_write' } });
}

export async function readLineage(manager: EntityManager): Promise<LineageEntity> {
  return manager.findOneOrFail(LineageEntity, { where: { singleton: true } });
}
