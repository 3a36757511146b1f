import { LatencyHistogram, type UsageLatencyRow } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import { latencyBytes, latencyCounts } from '../tables/latency-bytes';
import { HISTOGRAMS, LATENCY_DIMENSIONS } from '../tables/usage-sums';
import type { ByGrain, Timed } from './batch-sums';

/** Histograms are merged here, not in SQL, which takes three times as long: two control planes must not merge the same at once. */
const LATENCY_LOCK = 7_305_473;

const KEY = ['at', 'is_other', ...Object.keys(LATENCY_DIMENSIONS)];
const KEY_TYPES = ['timestamptz', 'boolean', ...Object.values(LATENCY_DIMENSIONS)];

interface PresentRow extends Record<(typeof HISTOGRAMS)[number], Buffer | null> {
  readonly position: number;
}

/** Merges latencies into those by minute and by hour. Call it late: it locks out others until the transaction ends. */
export async function addLatencies(manager: EntityManager, rows: ByGrain<UsageLatencyRow>): Promise<void> {
  if (rows.hour.length === 0) return;
  await manager.query('SELECT pg_advisory_xact_lock($1)', [LATENCY_LOCK]);
  for (const grain of ['minute', 'hour'] as const) await merge(manager, `usage_latency_${grain}`, rows[grain]);
}

async function merge(manager: EntityManager, table: string, rows: readonly Timed<UsageLatencyRow>[]): Promise<void> {
  if (rows.length === 0) return;
  const keys = [
    rows.map(({ atMs }) => new Date(atMs)),
    rows.map(({ row }) => row.isOther),
    rows.map(({ row }) => row.aiApiId),
    rows.map(({ row }) => row.environment),
    rows.map(({ row }) => row.providerId),
    rows.map(({ row }) => row.modelId),
    rows.map(({ row }) => row.endpointId),
    rows.map(({ row }) => row.streamed),
  ];
  const parameters = KEY_TYPES.map((type, index) => `$${index + 1}::${type}[]`).join(', ');
  const same = KEY.map((column) => `present.${column} IS NOT DISTINCT FROM given.${column}`).join(' AND ');
  const present: PresentRow[] = await manager.query(
    `SELECT given.position::int AS position, duration, first_content, overhead
     FROM unnest(${parameters}) WITH ORDINALITY AS given (${KEY.join(', ')}, position)
     JOIN ${table} present ON present.at = given.at AND ${same}`,
    keys,
  );
  const presentAt = new Map(present.map((row) => [row.position, row]));
  const merged = HISTOGRAMS.map((name) =>
    rows.map(({ row }, index) => mergedBytes(presentAt.get(index + 1)?.[name] ?? null, pairsOf(row, name))),
  );
  const histograms = HISTOGRAMS.map((_name, index) => `$${KEY.length + index + 1}::bytea[]`).join(', ');
  await manager.query(
    `INSERT INTO ${table} (${KEY.join(', ')}, ${HISTOGRAMS.join(', ')})
     SELECT * FROM unnest(${parameters}, ${histograms})
     ON CONFLICT (${KEY.join(', ')}) DO UPDATE SET ${HISTOGRAMS.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    [...keys, ...merged],
  );
}

function pairsOf(row: UsageLatencyRow, name: (typeof HISTOGRAMS)[number]): UsageLatencyRow['duration'] {
  return name === 'first_content' ? row.firstContent : row[name];
}

function mergedBytes(present: Buffer | null, pairs: UsageLatencyRow['duration']): Buffer {
  const histogram = new LatencyHistogram();
  if (present !== null) histogram.merge(latencyCounts(present));
  for (const [bucket, count] of pairs) histogram.merge({ [bucket]: count });
  return latencyBytes(histogram.counts());
}
