import type { UsageBatch } from '@switchyard/contract';
import type { DataSource, EntityManager } from 'typeorm';
import { together } from '../../kernel/database/together';
import { keptFrom, type Retention } from '../tables/retention';
import { dayOf, forgetDays } from '../tables/summed-days';
import { addLatencies } from './add-latencies';
import { addRecords } from './add-records';
import { addAttempts, addRequests } from './add-sums';
import { type BatchSums, sumsOf } from './batch-sums';
import { latestTime } from './latest-time';
import { lockSource, noteAbsorbed, noteLost } from './source-row';

/**
 * Adds a batch to the database in one transaction, unless it was added before. So a batch that is delivered again, to whichever
 * control plane, changes nothing.
 *
 * @returns whether it was new
 * @throws the driver's error; nothing is added then
 */
export function absorbBatch(dataSource: DataSource, batch: UsageBatch, retention: Retention): Promise<boolean> {
  return dataSource.transaction(async (manager) => {
    const { isAbsorbed, nowMs } = await lockSource(manager, batch);
    if (isAbsorbed) return false;
    await noteLost(manager, batch);
    const kept = keptFrom(retention, nowMs);
    const sums = sumsOf(batch, { nowMs, minutesFromMs: kept.minutes, hoursFromMs: kept.hours });
    await together([addRequests(manager, sums.requests), addAttempts(manager, sums.attempts)]);
    const latestMs = latestTime(nowMs);
    const recordTimes = { fromMs: kept.records, latestMs };
    const oldRecords = await addRecords(manager, batch.dataPlaneId, batch.records, recordTimes);
    await addGaps(manager, batch, latestMs);
    const dropped = { rows: sums.droppedRows, records: oldRecords + batch.droppedRecords };
    await noteAbsorbed(manager, batch, dropped);
    await addLatencies(manager, sums.latencies);
    await forgetDays(manager, daysOf(sums));
    return true;
  });
}

function daysOf({ requests, attempts, latencies }: BatchSums): Date[] {
  const days = [...requests.hour, ...attempts.hour, ...latencies.hour].map(({ atMs }) => dayOf(atMs));
  return [...new Set(days)].map((dayMs) => new Date(dayMs));
}

/** A gap in the future would not be found: as with minutes, the clock is wrong. */
async function addGaps(manager: EntityManager, { dataPlaneId, gaps }: UsageBatch, latestMs: number): Promise<void> {
  if (gaps.length === 0) return;
  const timeOf = (text: string) => new Date(Math.min(Date.parse(text), latestMs));
  await manager.query(
    `INSERT INTO usage_gap (data_plane_id, id, cause, worker, from_at, to_at, batches)
     SELECT $1::uuid, * FROM unnest($2::uuid[], $3::text[], $4::int[], $5::timestamptz[], $6::timestamptz[], $7::bigint[])
     ON CONFLICT (id) DO NOTHING`,
    [
      dataPlaneId,
      gaps.map(({ id }) => id),
      gaps.map(({ cause }) => cause),
      gaps.map(({ worker }) => worker),
      gaps.map(({ from }) => timeOf(from)),
      gaps.map(({ to }) => timeOf(to)),
      gaps.map(({ batches }) => batches),
    ],
  );
}
