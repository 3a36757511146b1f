import type { QueuedUsage, UsageBatch } from '@switchyard/contract';
import type { DataSource, EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { lockSource, noteAbsorbed } from './source-row';

const REASON_LENGTH_MAX = 500;
const MS_PER_SECOND = 1_000;

/**
 * Puts aside a batch that cannot be absorbed, with its bytes, so that somebody can look at it. If it is known whose it is, that
 * leaves a gap.
 *
 * @param batch null if no data plane signed it, or if it cannot be read
 */
export function rejectBatch(
  dataSource: DataSource,
  { subject, bytes }: QueuedUsage,
  { batch, fault }: { readonly batch: UsageBatch | null; readonly fault: string },
): Promise<void> {
  return dataSource.transaction(async (manager) => {
    if (batch !== null) await addGap(manager, batch);
    await manager.query(
      'INSERT INTO usage_rejected (id, at, subject, reason, bytes) VALUES ($1, now(), $2, $3, $4)',
      // A NUL cannot be stored.
      [uuidv7(), subject, fault.replaceAll('\u0000', ' ').slice(0, REASON_LENGTH_MAX), Buffer.from(bytes)],
    );
  });
}

/** The gap begins with the source's last batch, or when this one was closed. */
async function addGap(manager: EntityManager, batch: UsageBatch): Promise<void> {
  const { isAbsorbed } = await lockSource(manager, batch);
  if (isAbsorbed) return;
  await manager.query(
    `INSERT INTO usage_gap (id, data_plane_id, cause, from_at, to_at, batches)
     SELECT $1::uuid, data_plane_id, 'BATCHES_MISSING', least(last_at, to_timestamp($3::float8)), now(), 1
     FROM usage_source WHERE incarnation = $2`,
    [uuidv7(), batch.incarnation, Date.parse(batch.at) / MS_PER_SECOND],
  );
  const rows = batch.requests.length + batch.attempts.length + batch.latencies.length;
  await noteAbsorbed(manager, batch, { rows, records: batch.records.length + batch.droppedRecords });
}
