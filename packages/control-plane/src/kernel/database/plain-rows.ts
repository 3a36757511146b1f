import type { EntityManager, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import { memoized } from '../memoized';

/** The columns of an entity's table that are selected, each under the name of its property. */
const selectedColumns = memoized(({ columns }: EntityMetadata) =>
  columns
    .filter(({ isSelect }) => isSelect)
    .map(({ databaseName, propertyName }) => `"${databaseName}" AS "${propertyName}"`)
    .join(', '),
);

/**
 * The entities of the rows that a condition selects. TypeORM's `find` builds its statement anew each time and renames every
 * member of every row, which costs several times what the driver does; a change holds the lock of all changes meanwhile.
 *
 * @param rest what follows the table in the statement, such as `WHERE id = ANY($1) ORDER BY id`
 */
export async function selectEntities<E extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<E>,
  rest: string,
  parameters: readonly unknown[],
): Promise<E[]> {
  const metadata = manager.connection.getMetadata(entity);
  const rows = await manager.query<object[]>(
    `SELECT ${selectedColumns(metadata)} FROM "${metadata.tableName}" ${rest}`,
    [...parameters],
  );
  return rows.map((row) => Object.assign(manager.create(entity), row));
}

/** Overwrites members of a row. @param patch columns by their properties; undefined ones stay as they are */
export async function updateRow<E extends { readonly id: string }>(
  manager: EntityManager,
  entity: EntityTarget<E>,
  id: string,
  patch: NoInfer<Partial<E>>,
): Promise<void> {
  const { tableName, columns } = manager.connection.getMetadata(entity);
  const written = columns.flatMap(({ databaseName, propertyName, type }) => {
    const value: unknown = Reflect.get(patch, propertyName);
    if (value === undefined) return [];
    return [{ column: `"${databaseName}"`, value: type === 'jsonb' && value !== null ? JSON.stringify(value) : value }];
  });
  const assignments = written.map(({ column }, index) => `${column} = $${index + 2}`).join(', ');
  await manager.query(`UPDATE "${tableName}" SET ${assignments} WHERE id = $1`, [
    id,
    ...written.map(({ value }) => value),
  ]);
}
