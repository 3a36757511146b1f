import type { UsageBatch } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';

/**
 * How many batches may be missing between those that arrived, in how many places. Beyond it the older half is given up as a gap:
 * a search in many ranges takes long, and a batch that is missing for so long is lost.
 */
export const MISSING_RANGES_MAX = 100;

/** A source as its batch found it, locked. */
export interface LockedSource {
  readonly isAbsorbed: boolean;
  /** The database's clock, in ms since the epoch. */
  readonly nowMs: number;
}

/** Locks the source of a batch, so that no other control plane absorbs one of it at the same time. */
export async function lockSource(manager: EntityManager, batch: UsageBatch): Promise<LockedSource> {
  const { incarnation, dataPlaneId, sequence } = batch;
  await manager.query(
    `INSERT INTO usage_source (incarnation, data_plane_id, first_at, last_at) VALUES ($1, $2, now(), now())
     ON CONFLICT (incarnation) DO NOTHING`,
    [incarnation, dataPlaneId],
  );
  const [row] = (await manager.query(
    `SELECT absorbed @> $2::int8 AS "isAbsorbed", now() AS now FROM usage_source WHERE incarnation = $1 FOR UPDATE`,
    [incarnation, sequence],
  )) as [{ isAbsorbed: boolean; now: Date }];
  return { isAbsorbed: row.isAbsorbed, nowMs: row.now.getTime() };
}

/**
 * Takes the batches as absorbed for which a gap stands that comes with a batch: otherwise they would be found missing. It comes
 * before the sums, because an absorber that waits for a source may hold nothing that another one needs.
 */
export async function noteLost(manager: EntityManager, { dataPlaneId, gaps }: UsageBatch): Promise<void> {
  const lost = gaps.flatMap((gap) => gap.lost ?? []);
  if (lost.length === 0) return;
  await manager.query(
    `INSERT INTO usage_source (incarnation, data_plane_id, first_at, last_at, absorbed)
     SELECT incarnation, $1::uuid, now(), now(), range_agg(int8range(first, last + 1))
     FROM unnest($2::uuid[], $3::int8[], $4::int8[]) AS lost (incarnation, first, last) GROUP BY incarnation ORDER BY incarnation
     ON CONFLICT (incarnation) DO UPDATE SET absorbed = usage_source.absorbed + excluded.absorbed
       WHERE usage_source.data_plane_id = excluded.data_plane_id`,
    [
      dataPlaneId,
      lost.map(({ incarnation }) => incarnation),
      lost.map(({ first }) => first),
      lost.map(({ last }) => last),
    ],
  );
}

/** Notes that a batch of a locked source was absorbed. */
export async function noteAbsorbed(
  manager: EntityManager,
  { incarnation, dataPlaneId, sequence }: UsageBatch,
  dropped: { readonly rows: number; readonly records: number },
): Promise<void> {
  await manager.query(
    `UPDATE usage_source SET absorbed = absorbed + int8multirange(int8range($2::int8, $2::int8 + 1)), last_at = now(),
       dropped_rows = dropped_rows + $3, dropped_records = dropped_records + $4
     WHERE incarnation = $1`,
    [incarnation, sequence, dropped.rows, dropped.records],
  );
  await giveUpMissing(manager, incarnation, dataPlaneId);
}

/** Takes the older half of too many missing ranges as absorbed, and notes a gap for them. */
async function giveUpMissing(manager: EntityManager, incarnation: string, dataPlaneId: string): Promise<void> {
  await manager.query(
    `WITH source AS (
       SELECT absorbed, first_at FROM usage_source
       WHERE incarnation = $1 AND (SELECT count(*) FROM unnest(absorbed)) > $3
     ), closed AS (
       SELECT first_at, int8multirange(int8range(0, edge)) AS until, int8multirange(int8range(0, edge)) - absorbed AS missing
       FROM source, LATERAL (
         SELECT lower(part) AS edge FROM unnest(absorbed) WITH ORDINALITY AS parts (part, place)
         ORDER BY place OFFSET $3 / 2 LIMIT 1
       ) AS halfway
     ), gap AS (
       INSERT INTO usage_gap (id, data_plane_id, cause, from_at, to_at, batches)
       SELECT $4::uuid, $2::uuid, 'BATCHES_MISSING', first_at, now(),
         (SELECT sum(upper(part) - lower(part)) FROM unnest(missing) AS part)
       FROM closed
     )
     UPDATE usage_source SET absorbed = usage_source.absorbed + closed.until FROM closed WHERE incarnation = $1`,
    [incarnation, dataPlaneId, MISSING_RANGES_MAX, uuidv7()],
  );
}
