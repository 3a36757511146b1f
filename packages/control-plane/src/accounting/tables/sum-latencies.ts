import { forEachInSlices, LatencyHistogram } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import { addLatencyBytes, LATENCY_SEPARATOR, latencyBytes } from './latency-bytes';
import { HISTOGRAMS, LATENCY_DIMENSIONS } from './usage-sums';

const TYPES = { is_other: 'boolean', ...LATENCY_DIMENSIONS };
const KEY = Object.keys(TYPES);

type Row = Readonly<Record<string, unknown>> & Readonly<Record<(typeof HISTOGRAMS)[number], Buffer>>;

/** Merges the latencies of a day's hours, of which there are none by day yet. @param end exclusive */
export async function sumLatencies(manager: EntityManager, day: Date, end: Date): Promise<void> {
  const joined = HISTOGRAMS.map((name) => `string_agg(${name}, ${LATENCY_SEPARATOR}) AS ${name}`);
  const rows: Row[] = await manager.query(
    `SELECT ${KEY.join(', ')}, ${joined.join(', ')} FROM usage_latency_hour WHERE at >= $1 AND at < $2 GROUP BY ${KEY.join(', ')}`,
    [day, end],
  );
  const merged: Record<(typeof HISTOGRAMS)[number], Buffer[]> = { duration: [], first_content: [], overhead: [] };
  await forEachInSlices(rows, (row) => {
    for (const name of HISTOGRAMS) merged[name].push(mergedBytes(row[name]));
  });
  const types = [...Object.values(TYPES), ...HISTOGRAMS.map(() => 'bytea')];
  await manager.query(
    `INSERT INTO usage_latency_day (at, ${KEY.join(', ')}, ${HISTOGRAMS.join(', ')})
     SELECT $1::timestamptz, * FROM unnest(${types.map((type, index) => `$${index + 2}::${type}[]`).join(', ')})`,
    [day, ...KEY.map((column) => rows.map((row) => row[column])), ...HISTOGRAMS.map((name) => merged[name])],
  );
}

function mergedBytes(joined: Buffer): Buffer {
  const histogram = new LatencyHistogram();
  addLatencyBytes(histogram, joined);
  return latencyBytes(histogram.counts());
}
