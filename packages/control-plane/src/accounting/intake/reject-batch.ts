import type { QueuedUsage } from '@switchyard/contract';
import type { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';

const REASON_LENGTH_MAX = 500;

/** Puts aside a batch that cannot be absorbed, with its bytes, so that somebody can look at it. */
export async function rejectBatch(
  dataSource: DataSource,
  { subject, bytes }: QueuedUsage,
  reason: string,
): Promise<void> {
  await dataSource.query(
    'INSERT INTO usage_rejected (id, at, subject, reason, bytes) VALUES ($1, now(), $2, $3, $4)',
    // A NUL cannot be stored.
    [uuidv7(), subject, reason.replaceAll('\u0000', ' ').slice(0, REASON_LENGTH_MAX), Buffer.from(bytes)],
  );
}
