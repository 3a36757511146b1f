import type { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';

/**
 * How far behind the latest batch of its source a missing one is given up: about an hour, because data planes send a batch a
 * second, the oldest first. It is far more than control planes have in hand.
 */
export const MISSING_BEHIND_BATCHES = 3_600;
/** A source that is silent for this long has ended, and what is missing between its batches is lost. */
const ENDED = '1 day';

/** The batches of each source that are given up: missing, and far behind. Has the number of batches as its parameter. */
const LOST = `
  SELECT incarnation, data_plane_id, first_at, last_at,
    int8multirange(int8range(0, CASE
      WHEN last_at < now() - interval '${ENDED}' THEN upper(absorbed)
      ELSE greatest(upper(absorbed) - $1::int8, 0)
    END)) - absorbed AS missing
  FROM usage_source WHERE NOT isempty(absorbed)`;

/** Notes a gap for the batches of each source that are lost, which are not absorbed if they arrive after all. */
export async function closeMissing(dataSource: DataSource): Promise<void> {
  const sources: { incarnation: string }[] = await dataSource.query(
    `SELECT incarnation FROM (${LOST}) AS lost WHERE NOT isempty(missing)`,
    [MISSING_BEHIND_BATCHES],
  );
  for (const { incarnation } of sources) {
    await dataSource.transaction(async (manager) => {
      // Otherwise a batch could be absorbed while it is counted as missing.
      await manager.query('SELECT FROM usage_source WHERE incarnation = $1 FOR UPDATE', [incarnation]);
      await manager.query(
        `WITH lost AS (SELECT * FROM (${LOST}) AS every WHERE incarnation = $2 AND NOT isempty(missing)), gap AS (
           INSERT INTO usage_gap (id, data_plane_id, cause, from_at, to_at, batches)
           SELECT $3::uuid, data_plane_id, 'BATCHES_MISSING', first_at, last_at,
             (SELECT sum(upper(part) - lower(part)) FROM unnest(missing) AS part)
           FROM lost
         )
         UPDATE usage_source SET absorbed = absorbed + missing FROM lost WHERE usage_source.incarnation = lost.incarnation`,
        [MISSING_BEHIND_BATCHES, incarnation, uuidv7()],
      );
    });
  }
}
