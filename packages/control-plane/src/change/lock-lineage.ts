import type { EntityManager } from 'typeorm';
import { LineageEntity } from './lineage-entity';

/** Locks the revision row until the transaction ends, and tells where the database is. */
export async function lockLineage(manager: EntityManager): Promise<LineageEntity> {
  return manager.findOneOrFail(LineageEntity, { where: { singleton: true }, lock: { mode: 'pessimistic_write' } });
}

export async function readLineage(manager: EntityManager): Promise<LineageEntity> {
  return manager.findOneOrFail(LineageEntity, { where: { singleton: true } });
}
