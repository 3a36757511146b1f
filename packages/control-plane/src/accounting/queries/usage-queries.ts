import { faultOf, outcomeSchema, TOKEN_KINDS, type TokenKind } from '@switchyard/contract';
import type { DataSource } from 'typeorm';
import { badInput, type DomainError } from '../../kernel/errors/domain-error';
import { once } from '../../kernel/once';
import { ATTEMPT_SUMS, REQUEST_SUMS, TOKEN_COLUMNS } from '../tables/usage-sums';
import { decimalAmount } from './decimal-amount';
import { type Condition, conditionsOf } from './usage-conditions';
import { DIMENSION_COLUMNS, type UsageDimension, type UsageFilter } from './usage-dimension';
import type { AttemptFigures, RequestFigures } from './usage-figures';
import { type FindLatency, readLatencies } from './usage-latencies';
import { groupKey } from './usage-group-key';
import type { UsageFiguresView } from './usage-figures-resolver';
import { stepSql, type UsageInterval, type UsagePeriod } from './usage-period';
import type { UsageGroup, UsageKey, UsageReport } from './usage-report';
import { rowsOfSpans, type UsageSpan, usageSpans } from './usage-spans';

/** Of all groups together. If each were a group with all its fields, that would be 1.5 times what a document may cost. */
export const USAGE_POINTS_MAX = 5_000;

const DIMENSIONS_OF = {
  requests: ['ai_api_id', 'consumer_id', 'environment', 'policy_id', 'outcome'],
  attempts: ['ai_api_id', 'consumer_id', 'environment', 'provider_id', 'model_id', 'endpoint_id', 'outcome'],
};
type Part = keyof typeof DIMENSIONS_OF;
const TABLE_OF = { requests: REQUEST_SUMS.name, attempts: ATTEMPT_SUMS.name };

const COUNTS_OF: Readonly<Record<Part, readonly string[]>> = {
  requests: ['requests', 'failovers'],
  attempts: [
    'attempts',
    'resends',
    ...Object.values(TOKEN_COLUMNS).flatMap((kind) => [`counted_${kind}`, `estimated_${kind}`]),
    'unpriced',
  ],
};
const AMOUNTS_OF: Readonly<Record<Part, readonly ('cost' | 'estimated_cost')[]>> = {
  requests: [],
  attempts: ['cost', 'estimated_cost'],
};

/** A row of a query: dimensions, the step's begin, and sums as text. */
type Row = Readonly<Record<string, unknown>> & { readonly at: Date };
/** Sums by column. */
interface Sums {
  /** Below 2^53. */
  readonly counts: Record<string, number>;
  /** In billionths of the installation's currency. */
  readonly amounts: Record<'cost' | 'estimated_cost', bigint>;
}

const NO_COUNTS = Object.fromEntries([...COUNTS_OF.requests, ...COUNTS_OF.attempts].map((column) => [column, 0]));
const NO_TOKENS = Object.fromEntries(TOKEN_KINDS.map((kind) => [kind, 0])) as Record<TokenKind, number>;
const noSums = (): Sums => ({ counts: { ...NO_COUNTS }, amounts: { cost: 0n, estimated_cost: 0n } });

export interface UsageQuestion {
  readonly period: UsagePeriod;
  readonly groupBy: readonly UsageDimension[];
  readonly filter: UsageFilter;
}

/** Answers what was used, from the sums by minute, hour or day, in at most three statements, and another one for latencies. */
export class UsageQueries {
  constructor(
    private readonly dataSource: DataSource,
    private readonly currency: string,
  ) {}

  /** @throws DomainError BAD_USER_INPUT */
  async report({ period, groupBy, filter }: UsageQuestion): Promise<UsageReport> {
    const dimensions = [...new Set(groupBy)].map((name) => DIMENSION_COLUMNS[name]);
    const conditions = conditionsOf(filter);
    const asked = [...dimensions, ...conditions.map(({ column }) => column)];
    const parts = (['requests', 'attempts'] as const).filter((part) =>
      asked.every((column) => DIMENSIONS_OF[part].includes(column)),
    );
    if (parts.length === 0) {
      const message = 'cannot combine a policy with a provider, model or endpoint: omit the policy or the others';
      throw badInput([{ path: 'groupBy', message, reason: 'OUT_OF_RANGE' }]);
    }
    const { from, to, interval } = period;
    const spans = await usageSpans(this.dataSource, period);
    const latencies = once(() => readLatencies(this.dataSource, { interval, spans, dimensions, conditions }));
    const collected = new Collected(dimensions, parts, latencies);
    // At once: each reads other tables, and months take a while.
    const read = await Promise.all(parts.map((part) => this.#rows(part, interval, spans, dimensions, conditions)));
    for (const [index, part] of parts.entries()) collected.add(part, read[index] ?? []);
    if (collected.pointCount > USAGE_POINTS_MAX) throw tooManyPoints();
    return { from, to, interval, currency: this.currency, ...collected.report() };
  }

  async #rows(
    part: Part,
    interval: UsageInterval,
    spans: readonly UsageSpan[],
    dimensions: readonly string[],
    conditions: readonly Condition[],
  ): Promise<Row[]> {
    const keys = ['is_other', ...dimensions];
    const sums = [...COUNTS_OF[part], ...AMOUNTS_OF[part]];
    const { text, values } = rowsOfSpans(spans, TABLE_OF[part], [...keys, ...sums], conditions);
    const groupKeys = [...keys, stepSql(interval)].join(', ');
    const rows: Row[] = await this.dataSource.query(
      `SELECT ${groupKeys} AS at, ${sums.map((column) => `sum(${column})::text AS ${column}`).join(', ')}
       FROM (${text}) AS spans GROUP BY ${groupKeys} LIMIT ${USAGE_POINTS_MAX + 1}`,
      [...values],
    );
    if (rows.length > USAGE_POINTS_MAX) throw tooManyPoints();
    return rows;
  }
}

function tooManyPoints(): DomainError {
  const message = `the report has more than ${USAGE_POINTS_MAX} steps: request a longer interval, a shorter period or fewer dimensions`;
  return badInput([{ path: 'interval', message, reason: 'OUT_OF_RANGE' }]);
}

/** Sums as they are read, by group and step. */
class Collected {
  readonly #dimensions: readonly string[];
  readonly #parts: readonly Part[];
  readonly #totals = noSums();
  readonly #latencies: () => Promise<FindLatency>;
  readonly #groups = new Map<string, { readonly row: Row; readonly totals: Sums; readonly steps: Map<number, Sums> }>();

  constructor(dimensions: readonly string[], parts: readonly Part[], latencies: () => Promise<FindLatency>) {
    this.#dimensions = dimensions;
    this.#parts = parts;
    this.#latencies = latencies;
  }

  /** The steps of all groups. */
  get pointCount(): number {
    return [...this.#groups.values()].reduce((sum, { steps }) => sum + steps.size, 0);
  }

  add(part: Part, rows: readonly Row[]): void {
    for (const row of rows) {
      const key = groupKey(row, this.#dimensions);
      const group = this.#groups.get(key) ?? { row, totals: noSums(), steps: new Map<number, Sums>() };
      this.#groups.set(key, group);
      const atMs = row.at.getTime();
      const step = group.steps.get(atMs) ?? noSums();
      group.steps.set(atMs, step);
      for (const sums of [this.#totals, group.totals, step]) addRow(sums, part, row);
    }
  }

  report(): Pick<UsageReport, 'totals' | 'groups'> {
    const most = this.#parts.includes('requests') ? 'requests' : 'attempts';
    const groups = [...this.#groups].toSorted(([, a], [, b]) => countIn(b.totals, most) - countIn(a.totals, most));
    return {
      totals: this.#figures(this.#totals, null, null),
      groups: groups.map(([key, { row, totals, steps }]): UsageGroup => ({
        key: keyOf(row),
        totals: this.#figures(totals, key, null),
        series: [...steps]
          .toSorted(([a], [b]) => a - b)
          .map(([atMs, sums]) => ({ at: new Date(atMs), figures: this.#figures(sums, key, atMs) })),
      })),
    };
  }

  /** @param group null for all. @param atMs the step's begin; null for all */
  #figures(sums: Sums, group: string | null, atMs: number | null): UsageFiguresView {
    return {
      readLatency: async () => (await this.#latencies())(group, atMs),
      requests: this.#parts.includes('requests') ? requestFigures(sums) : null,
      attempts: this.#parts.includes('attempts') ? attemptFigures(sums) : null,
    };
  }
}

function keyOf(row: Row): UsageKey {
  const outcome = outcomeSchema.safeParse(row['outcome']).data ?? null;
  return {
    isOther: row['is_other'] === true,
    aiApiId: textIn(row, 'ai_api_id'),
    consumerId: textIn(row, 'consumer_id'),
    environment: textIn(row, 'environment') as UsageKey['environment'],
    policyId: textIn(row, 'policy_id'),
    providerId: textIn(row, 'provider_id'),
    modelId: textIn(row, 'model_id'),
    endpointId: textIn(row, 'endpoint_id'),
    outcome,
    fault: outcome === null ? null : faultOf(outcome),
  };
}

function textIn(row: Row, column: string): string | null {
  const value = row[column];
  return typeof value === 'string' ? value : null;
}

function addRow({ counts, amounts }: Sums, part: Part, row: Row): void {
  for (const column of COUNTS_OF[part]) counts[column] = (counts[column] ?? 0) + Number(row[column]);
  for (const column of AMOUNTS_OF[part]) amounts[column] += BigInt(String(row[column]));
}

function requestFigures(sums: Sums): RequestFigures {
  return { requests: countIn(sums, 'requests'), failovers: countIn(sums, 'failovers') };
}

function attemptFigures(sums: Sums): AttemptFigures {
  return {
    attempts: countIn(sums, 'attempts'),
    resends: countIn(sums, 'resends'),
    tokens: tokensIn(sums, 'counted'),
    estimatedTokens: tokensIn(sums, 'estimated'),
    cost: decimalAmount(sums.amounts.cost),
    estimatedCost: decimalAmount(sums.amounts.estimated_cost),
    unpriced: countIn(sums, 'unpriced'),
  };
}

function tokensIn(sums: Sums, prefix: 'counted' | 'estimated'): Record<TokenKind, number> {
  const tokens = { ...NO_TOKENS };
  for (const kind of TOKEN_KINDS) tokens[kind] = countIn(sums, `${prefix}_${TOKEN_COLUMNS[kind]}`);
  return tokens;
}

function countIn({ counts }: Sums, column: string): number {
  return counts[column] ?? 0;
}
