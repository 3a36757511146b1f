import type { DataSource } from 'typeorm';

/** How many rows one statement deletes at most. */
const ROWS_DELETED_PER_STATEMENT_MAX = 5_000;

/**
 * Deletes the dirty entries of published revisions, which nobody needs any more. `dirtySince` is committed before the first
 * row goes, so a reader that finds rows missing also finds that a comparison of the whole table is due.
 *
 * @param throughRevision the revision of `head`
 * @returns how many rows were deleted
 */
export async function compactDirtyEntries(
  dataSource: DataSource,
  throughRevision: number,
  rowsMax = ROWS_DELETED_PER_STATEMENT_MAX,
): Promise<number> {
  if (!(await hasRows(dataSource, throughRevision))) return 0;
  const through = await raiseDirtySince(dataSource, throughRevision);
  let total = 0;
  for (;;) {
    const deleted = await deleteSome(dataSource, through, rowsMax);
    total += deleted;
    if (deleted < rowsMax) return total;
  }
}

async function hasRows(dataSource: DataSource, throughRevision: number): Promise<boolean> {
  const rows = await dataSource.query<object[]>('SELECT 1 FROM dirty_entry WHERE revision <= $1 LIMIT 1', [
    throughRevision,
  ]);
  return rows.length > 0;
}

/** @returns the given revision, or the database's if that is lower: rows of revisions to come must stay */
async function raiseDirtySince(dataSource: DataSource, throughRevision: number): Promise<number> {
  const rows = await dataSource.query<{ through: number }[]>(
    `WITH raised AS (
       UPDATE lineage SET dirty_since = greatest(dirty_since, least($1, revision))
       RETURNING least($1, revision) AS through
     )
     SELECT through FROM raised`,
    [throughRevision],
  );
  return rows[0]?.through ?? 0;
}

/** A change in progress locks its rows in another order, so waiting for it could deadlock. It keeps those rows anyway. */
async function deleteSome(dataSource: DataSource, through: number, rowsMax: number): Promise<number> {
  const rows = await dataSource.query<{ count: number }[]>(
    `WITH published AS MATERIALIZED (
       SELECT key FROM dirty_entry WHERE revision <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED
     ), deleted AS (
       DELETE FROM dirty_entry USING published WHERE dirty_entry.key = published.key RETURNING 1
     )
     SELECT count(*)::integer AS count FROM deleted`,
    [through, rowsMax],
  );
  return rows[0]?.count ?? 0;
}
