import { forEachInSlices, LatencyHistogram } from '@switchyard/contract';
import type { DataSource } from 'typeorm';
import { badInput } from '../../kernel/errors/domain-error';
import { addLatencyBytes, LATENCY_SEPARATOR } from '../tables/latency-bytes';
import { HISTOGRAMS } from '../tables/usage-sums';
import { durationFigures, type LatencyFigures } from './latency-figures';
import type { Condition } from './usage-conditions';
import { groupKey } from './usage-group-key';
import { stepSql, type UsageInterval } from './usage-period';
import { rowsOfSpans, type UsageSpan } from './usage-spans';

/** A report's histograms are merged in this process: so many take about a second. */
const LATENCY_ROWS_MAX = 50_000;
/** Rows that the database joins into one. */
const ROWS_JOINED = 500;
const DIMENSIONS = ['ai_api_id', 'environment', 'provider_id', 'model_id', 'endpoint_id'];

/**
 * Returns the latency of a group, or of all of them.
 *
 * @param group as `groupKey` identifies it; null for all
 * @param atMs the begin of a step, in ms since the epoch; null for the whole period
 */
export type FindLatency = (group: string | null, atMs: number | null) => LatencyFigures | null;

interface Row extends Readonly<Record<string, unknown>>, Readonly<Record<(typeof HISTOGRAMS)[number], Buffer>> {
  readonly at: Date;
  readonly rows: number;
}

export interface LatencyQuestion {
  readonly interval: UsageInterval;
  readonly spans: readonly UsageSpan[];
  readonly dimensions: readonly string[];
  readonly conditions: readonly Condition[];
}

/**
 * Reads the latencies of a report, in one statement; none if they are not counted by what it asks for.
 *
 * @throws DomainError BAD_USER_INPUT if they are too many
 */
export async function readLatencies(dataSource: DataSource, question: LatencyQuestion): Promise<FindLatency> {
  const { dimensions, conditions } = question;
  const asked = [...dimensions, ...conditions.map(({ column }) => column)];
  if (!asked.every((column) => DIMENSIONS.includes(column))) return () => null;
  const rows = await readRows(dataSource, question);
  if (rows.reduce((sum, row) => sum + row.rows, 0) > LATENCY_ROWS_MAX) {
    const message = `the latencies of this report are in more than ${LATENCY_ROWS_MAX} histograms: request a shorter period, a filter, or the report without \`latency\``;
    throw badInput([{ path: 'to', message, reason: 'OUT_OF_RANGE' }]);
  }
  const merged = new Map<string, Merged>();
  await forEachInSlices(rows, (row) => {
    const group = groupKey(row, dimensions);
    for (const key of [keyOf(null, null), keyOf(group, null), keyOf(group, row.at.getTime())]) {
      const histograms = merged.get(key) ?? new Merged();
      histograms.add(row);
      merged.set(key, histograms);
    }
  });
  const figures = new Map<string, LatencyFigures>();
  await forEachInSlices(merged, ([key, histograms]) => figures.set(key, histograms.figures()));
  return (group, atMs) => figures.get(keyOf(group, atMs)) ?? null;
}

function keyOf(group: string | null, atMs: number | null): string {
  return `${group ?? ''} ${atMs ?? ''}`;
}

/** One more row than may be, so that it shows. */
function readRows(
  dataSource: DataSource,
  { interval, spans, dimensions, conditions }: LatencyQuestion,
): Promise<Row[]> {
  const keys = ['is_other', ...dimensions];
  const { text, values } = rowsOfSpans(spans, 'usage_latency', [...keys, ...HISTOGRAMS], conditions);
  return dataSource.query(
    `SELECT ${keys.join(', ')}, step AS at, count(*)::int AS rows,
       ${HISTOGRAMS.map((name) => `string_agg(${name}, ${LATENCY_SEPARATOR}) AS ${name}`).join(', ')}
     FROM (
       SELECT *, ${stepSql(interval)} AS step, row_number() OVER () / ${ROWS_JOINED} AS part
       FROM (${text}) AS spans LIMIT ${LATENCY_ROWS_MAX + 1}
     ) AS histograms
     GROUP BY ${keys.join(', ')}, step, part`,
    [...values],
  );
}

/** The histograms of a group or a step. */
class Merged {
  readonly #histograms = HISTOGRAMS.map((name) => ({ name, histogram: new LatencyHistogram() }));

  add(row: Row): void {
    for (const { name, histogram } of this.#histograms) addLatencyBytes(histogram, row[name]);
  }

  figures(): LatencyFigures {
    const [duration = null, firstContent = null, overhead = null] = this.#histograms.map(({ histogram }) =>
      durationFigures(histogram),
    );
    return { duration, firstContent, overhead };
  }
}
