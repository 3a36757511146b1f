import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity';

/** They are written as one JSON text, in one turn of the event loop. */
export const ROWS_PER_STATEMENT = 500;

type Rows<E> = readonly (E | QueryDeepPartialEntity<E>)[];

/** Inserts rows, 500 per statement. A column that no row has gets its default. */
export async function insertRows<E extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<E>,
  rows: Rows<E>,
): Promise<void> {
  for (const slice of slices(rows)) {
    const { text, parameters } = insertion(manager, entity, slice);
    await manager.query(text, parameters);
  }
}

/** Overwrites existing rows, 500 per statement. */
export async function overwriteRows<E extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<E>,
  rows: Rows<E>,
): Promise<void> {
  for (const slice of slices(rows)) {
    const { text, parameters, columns } = insertion(manager, entity, slice);
    const overwritten = columns.map((column) => `${column} = excluded.${column}`).join(', ');
    await manager.query(`${text} ON CONFLICT (id) DO UPDATE SET ${overwritten}`, parameters);
  }
}

/**
 * A statement that inserts rows. They are one parameter, in JSON: TypeORM's own statement has a parameter for each column of
 * each row, and building it costs several times what Postgres does.
 */
function insertion<E extends ObjectLiteral>(manager: EntityManager, entity: EntityTarget<E>, rows: Rows<E>) {
  const { tableName, columns } = manager.connection.getMetadata(entity);
  const written = columns.filter(
    ({ isInsert, propertyName }) => isInsert && rows.some((row) => valueOf(row, propertyName) !== undefined),
  );
  const names = written.map(({ databaseName }) => `"${databaseName}"`);
  const json = JSON.stringify(
    rows.map((row) =>
      Object.fromEntries(written.map(({ databaseName, propertyName }) => [databaseName, valueOf(row, propertyName)])),
    ),
  );
  const text = `INSERT INTO "${tableName}" (${names.join(', ')})
    SELECT ${names.join(', ')} FROM jsonb_populate_recordset(NULL::"${tableName}", $1::jsonb)`;
  return { text, parameters: [json], columns: names };
}

function valueOf(row: object, member: string): unknown {
  return Reflect.get(row, member);
}

function* slices<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) yield rows.slice(from, from + ROWS_PER_STATEMENT);
}
