import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity';

/** Postgres accepts at most 65,535 parameters per statement, and a row of the widest table has twenty. */
const ROWS_PER_STATEMENT = 2_000;

/** Inserts rows, 2,000 per statement. */
export async function insertRows<E extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<E>,
  rows: readonly (E | QueryDeepPartialEntity<E>)[],
): Promise<void> {
  for (const slice of slices(rows)) await manager.insert(entity, slice as QueryDeepPartialEntity<E>[]);
}

/** Overwrites existing rows, 2,000 per statement. */
export async function overwriteRows<E extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<E>,
  rows: readonly (E | QueryDeepPartialEntity<E>)[],
): Promise<void> {
  for (const slice of slices(rows)) await manager.upsert(entity, slice as QueryDeepPartialEntity<E>[], ['id']);
}

function* slices<T>(rows: readonly T[]): Generator<T[]> {
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) yield rows.slice(from, from + ROWS_PER_STATEMENT);
}
