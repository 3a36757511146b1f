import type { DataSource } from 'typeorm';
import { DAY_MS, dayOf } from '../tables/summed-days';
import type { Grain } from '../tables/usage-sums';
import { type Condition, whereConditions } from './usage-conditions';
import type { UsagePeriod } from './usage-period';

/** A part of a period that is read from one table. */
export interface UsageSpan {
  readonly grain: Grain | 'day';
  readonly from: Date;
  /** Exclusive: where the next one begins. */
  readonly to: Date;
}

/**
 * The spans of a period in their order, without a gap. Where a step is a day or longer, whole days are read from their sums, if they
 * have any; that takes a statement.
 */
export async function usageSpans(
  dataSource: DataSource,
  { grain, interval, from, to }: UsagePeriod,
): Promise<UsageSpan[]> {
  const firstDay = new Date(dayOf(from.getTime() + DAY_MS - 1));
  const lastDay = new Date(dayOf(to.getTime()));
  if (grain === 'minute' || interval === 'HOUR' || firstDay >= lastDay) return [{ grain, from, to }];
  const days: { at: Date }[] = await dataSource.query(
    'SELECT at FROM usage_summed_day WHERE is_summed AND at >= $1 AND at < $2 ORDER BY at',
    [firstDay, lastDay],
  );
  const spans: UsageSpan[] = [];
  const add = (span: UsageSpan) => {
    const last = spans.at(-1);
    if (last?.grain === span.grain) spans.splice(-1, 1, { ...last, to: span.to });
    else if (span.from < span.to) spans.push(span);
  };
  for (const { at } of days) {
    add({ grain, from: spans.at(-1)?.to ?? from, to: at });
    add({ grain: 'day', from: at, to: new Date(at.getTime() + DAY_MS) });
  }
  add({ grain, from: spans.at(-1)?.to ?? from, to });
  return spans;
}

/** A part of a statement, with all its parameters. */
export interface RowsSql {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * The rows of spans, from the tables of a name, in SQL. The first parameter is the begin of the period, as `stepSql` expects.
 *
 * @param columns besides `at`
 */
export function rowsOfSpans(
  spans: readonly UsageSpan[],
  name: string,
  columns: readonly string[],
  conditions: readonly Condition[],
): RowsSql {
  const bounds = [...spans.map(({ from }) => from), ...spans.slice(-1).map(({ to }) => to)];
  const where = whereConditions(conditions, bounds.length + 1);
  const parts = spans.map(
    ({ grain }, index) =>
      `SELECT at, ${columns.join(', ')} FROM ${name}_${grain} WHERE at >= $${index + 1} AND at < $${index + 2} ${where}`,
  );
  return { text: parts.join(' UNION ALL '), values: [...bounds, ...conditions.map(({ values }) => values)] };
}
