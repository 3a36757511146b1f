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
  record: 'jsonb',
} as const;

/**
 * Stores records of requests, each once. The time of one is that in its id, which also says its partition.
 *
 * @param fromMs older ones are not kept; in ms since the epoch
 * @returns how many were too old
 */
export async function addRecords(
  manager: EntityManager,
  dataPlaneId: string,
  records: readonly RequestRecord[],
  fromMs: number,
): Promise<number> {
  const rows = records.filter(({ id }) => timeOfId(id) >= fromMs).map(rowOf);
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

function rowOf(record: RequestRecord): Record<keyof typeof COLUMNS, unknown> {
  const last = record.attempts.at(-1);
  return {
    at: new Date(timeOfId(record.id)),
    id: record.id,
    ai_api_id: record.aiApi?.id ?? null,
    consumer_id: record.consumerId,
    consumer_key_id: record.consumerKeyId,
    outcome: record.outcome,
    fault: faultOf(record.outcome),
    provider_id: last?.provider.id ?? null,
    endpoint_id: last?.endpoint.id ?? null,
    model_id: last?.model?.id ?? null,
    record: JSON.stringify(record),
  };
}
