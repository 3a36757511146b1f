import { faultOf, type RequestRecord } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';

/** The 48 bits of a UUIDv7 that hold the time, in hex digits. */
const TIME_DIGITS = 12;

/** When a request with this id began, in ms since the epoch (RFC 9562, section 5.7). @param id a UUIDv7 */
export function timeOfId(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, TIME_DIGITS), 16);
}

const COLUMNS = {
  at: 'timestamptz',
  id: 'uuid',
  ai_api_id: 'uuid',
  consumer_id: 'uuid',
  consumer_key_id: 'uuid',
  outcome: 'text',
  fault: 'text',
  provider_id: 'uuid',
  endpoint_id: 'uuid',
  model_id: 'uuid',
  clock_ahead: 'boolean',
  record: 'jsonb',
} as const;

/** Which records are taken, in ms since the epoch. */
export interface RecordTimes {
  /** Older ones are not kept. */
  readonly fromMs: number;
  /** A later one comes from a data plane whose clock is ahead, and is stored at this time. */
  readonly latestMs: number;
}

/**
 * Stores records of requests, each once. The time of one is that in its id, which also says its partition, unless a wrong
 * clock made it.
 *
 * @returns how many were too old
 */
export async function addRecords(
  manager: EntityManager,
  dataPlaneId: string,
  records: readonly RequestRecord[],
  { fromMs, latestMs }: RecordTimes,
): Promise<number> {
  const rows = records.filter(({ id }) => timeOfId(id) >= fromMs).map((record) => rowOf(record, latestMs));
  if (rows.length > 0) {
    const columns = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
    const parameters = Object.values(COLUMNS).map((type, index) => `$${index + 2}::${type}[]`);
    await manager.query(
      `INSERT INTO request_record (data_plane_id, ${columns.join(', ')})
       SELECT $1::uuid, * FROM unnest(${parameters.join(', ')})
       ON CONFLICT DO NOTHING`,
      [dataPlaneId, ...columns.map((column) => rows.map((row) => row[column]))],
    );
  }
  return records.length - rows.length;
}

function rowOf(record: RequestRecord, latestMs: number): Record<keyof typeof COLUMNS, unknown> {
  const last = record.attempts.at(-1);
  const atMs = timeOfId(record.id);
  return {
    at: new Date(Math.min(atMs, latestMs)),
    id: record.id,
    ai_api_id: record.aiApi?.id ?? null,
    consumer_id: record.consumerId,
    consumer_key_id: record.consumerKeyId,
    outcome: record.outcome,
    fault: faultOf(record.outcome),
    provider_id: last?.provider.id ?? null,
    endpoint_id: last?.endpoint.id ?? null,
    model_id: last?.model?.id ?? null,
    clock_ahead: atMs > latestMs,
    record: JSON.stringify(record),
  };
}
