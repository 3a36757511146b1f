import type { Client } from 'pg';

/** Objects to create as copies of existing ones. */
export interface ObjectCopies {
  readonly table: string;
  /**
   * A SELECT of the copies with these columns: the id of the original, the number of the copy, its id, the beginning of its
   * path of names (the rest is the original's), and the members of its image and of the image's references that differ
   * from the original's, as JSON objects.
   */
  readonly select: string;
  /** The parameters of the SELECT. */
  readonly parameters: readonly unknown[];
  /** The columns that differ from the original's: SQL over `original`, its row, and `copy`, of that SELECT. */
  readonly values: Readonly<Record<string, string>>;
  /** Tables of rows that belong to the objects, with the column of the object's id, and what differs as above. */
  readonly parts?: readonly {
    readonly table: string;
    readonly owner: string;
    readonly values: Readonly<Record<string, string>>;
  }[];
}

/** Creates the function `copy_of(id, number)`: the id of the numbered copy of an object. For this session alone. */
export async function createCopyOf(client: Client): Promise<void> {
  // A hash as a UUID of version 8 (RFC 9562), as the table's schemas demand a valid one.
  await client.query(`
    CREATE FUNCTION pg_temp.copy_of(original uuid, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
      SELECT overlay(overlay(md5(original::text || number) PLACING '8' FROM 13) PLACING '8' FROM 17)::uuid
    $$`);
}

/**
 * Creates the copies in a revision, with their history, by statements whose number does not depend on the number of copies.
 *
 * @returns how many there are
 */
export async function copyObjects(client: Client, revision: number, copies: ObjectCopies): Promise<number> {
  await client.query('DROP TABLE IF EXISTS copy');
  await client.query(
    `CREATE TEMPORARY TABLE copy (original_id uuid, number bigint, id uuid, path text[], image jsonb, refs jsonb)`,
  );
  const { rowCount } = await client.query(`INSERT INTO copy ${copies.select}`, [...copies.parameters]);
  await client.query('ANALYZE copy');
  const stamped = { id: 'copy.id', version: String(revision), created_at: 'now()', updated_at: 'now()' };
  await copyRows(client, copies.table, 'JOIN copy ON copy.original_id = original.id', { ...stamped, ...copies.values });
  for (const { table, owner, values } of copies.parts ?? []) {
    const join = `JOIN copy ON copy.original_id = original.${owner}`;
    await copyRows(client, table, join, { [owner]: 'copy.id', ...values });
  }
  const path = 'copy.path || original.path[cardinality(copy.path) + 1:]';
  await copyRows(
    client,
    'change',
    `JOIN copy ON copy.original_id = original.object_id AND original.action = 'CREATE'`,
    {
      revision: String(revision),
      object_id: 'copy.id',
      name: `(${path})[cardinality(original.path)]`,
      path,
      after: 'original.after || copy.image',
      after_references: 'original.after_references || copy.refs',
    },
  );
  return rowCount ?? 0;
}

/**
 * Inserts copies of rows: all columns as they are, but for those given. So it knows only of the columns that it changes.
 *
 * @param join what makes copies of the rows `original` of the table
 * @param values SQL by column
 * @throws Error if the table has no such column
 */
export async function copyRows(
  client: Client,
  table: string,
  join: string,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'`,
    [table],
  );
  const columns = rows.map(({ name }) => name);
  const unknown = Object.keys(values).filter((name) => !columns.includes(name));
  if (unknown.length > 0) throw new Error(`the table ${table} has no column ${unknown.join(', ')}`);
  const selected = columns.map((name) => values[name] ?? `original."${name}"`);
  await client.query(
    `INSERT INTO ${table} (${columns.map((name) => `"${name}"`).join(', ')})
     SELECT ${selected.join(', ')} FROM ${table} AS original ${join}`,
  );
}
