import {
  costByRates,
  priceAt,
  promptTokens,
  stepOf,
  TOKEN_KINDS,
  type TablePrice,
  tokenCountsSchema,
  type TokenCounts,
} from '@switchyard/contract';
import type { DataSource, EntityManager } from 'typeorm';
import { ModelEntity } from '../../objects/models/model-entity';
import { compilePrice } from '../../publication/compile-price';
import { dayOf, forgetDays, sumDays } from '../tables/summed-days';
import { ATTEMPT_SUMS, type Grain, TOKEN_COLUMNS } from '../tables/usage-sums';

const HOUR_MS = 3_600_000;

/** What a recomputation did. */
export interface Recosted {
  /** Hours with usage. */
  readonly hours: number;
  /** Attempts with tokens whose cost was computed anew, also if it is the same. */
  readonly recosted: number;
  /** Attempts with tokens that keep their cost, because it cannot be known what they cost. */
  readonly kept: number;
}

/** A row of tokens, with where it is stored. */
interface Row extends Readonly<Record<string, unknown>> {
  readonly partition: string;
  readonly place: string;
  readonly at: Date;
  readonly model_id: string | null;
  readonly service_tier: string | null;
  readonly is_above_step: boolean;
}

/**
 * Computes the costs of attempts anew from their tokens and today's prices, after a correction of prices. Each attempt keeps the
 * service tier and the side of the price's step that it had. The price is that of the minute in which the request ended; where minutes
 * are no longer kept, that of the begin of the hour. Costs are rounded once per row. Attempts without a model, those of a model that was
 * deleted and the sums named `other` keep their cost: no price is known for them. Attempts that had no price have no side of a step, which
 * depends on each one's prompt: where any may be above it they stay unpriced, and so do those in the same row.
 *
 * One hour is one transaction, during which batches wait. Days that were summed are summed again in the end.
 *
 * @param fromMs in ms since the epoch; the begin of its hour counts
 * @param toMs exclusive; the end of its hour counts
 * @param signal its abort ends it between two hours; what was done is returned
 */
export async function recost(
  dataSource: DataSource,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  signal: AbortSignal = new AbortController().signal,
): Promise<Recosted> {
  const total = { hours: 0, recosted: 0, kept: 0 };
  const forgotten: Date[] = [];
  const hours: { at: Date }[] = await dataSource.query(
    `SELECT DISTINCT at FROM usage_attempt_hour
     WHERE at >= date_trunc('hour', $1::timestamptz, 'UTC') AND at < $2 ORDER BY at`,
    [new Date(fromMs), new Date(toMs)],
  );
  for (const { at } of hours) {
    if (signal.aborted) break;
    const { recosted, kept } = await dataSource.transaction(async (manager) => {
      const hour = await recostHour(manager, at);
      forgotten.push(...(await forgetDays(manager, [new Date(dayOf(at.getTime()))])));
      return hour;
    });
    total.hours += 1;
    total.recosted += recosted;
    total.kept += kept;
  }
  // What is not summed now is summed within the hour.
  await sumDays(dataSource, forgotten, { signal });
  return total;
}

async function recostHour(manager: EntityManager, hour: Date): Promise<Omit<Recosted, 'hours'>> {
  // In the order in which batches are added, so that none waits for this one while this one waits for it.
  await manager.query('LOCK TABLE usage_attempt_minute, usage_attempt_hour IN SHARE ROW EXCLUSIVE MODE');
  const minutes: { at: Date }[] = await manager.query(
    'SELECT DISTINCT at FROM usage_attempt_minute WHERE at >= $1 AND at < $2',
    [hour, new Date(hour.getTime() + HOUR_MS)],
  );
  const byMinute = { recosted: 0, kept: 0 };
  for (const { at } of minutes) {
    const { recosted, kept } = await recostRows(manager, 'minute', at);
    byMinute.recosted += recosted;
    byMinute.kept += kept;
  }
  const byHour = await recostRows(manager, 'hour', hour);
  if (minutes.length > 0) await sumMinutes(manager, hour);
  const areAllKept = byMinute.recosted + byMinute.kept === byHour.recosted + byHour.kept;
  return areAllKept ? byMinute : byHour;
}

/** @param at whose rows get a new cost */
async function recostRows(manager: EntityManager, grain: Grain, at: Date): Promise<Omit<Recosted, 'hours'>> {
  const all: Row[] = await manager.query(
    `SELECT tableoid::text AS partition, ctid::text AS place, * FROM usage_attempt_${grain}
     WHERE at = $1 AND counted_attempts + estimated_attempts > 0`,
    [at],
  );
  const prices = await pricesOf(manager, all);
  const rows = all.flatMap((row) => {
    const known = row.model_id === null ? undefined : prices.get(row.model_id);
    const cost = known === undefined ? null : costOf(row, known);
    return cost === null ? [] : [{ ...row, ...cost }];
  });
  if (rows.length > 0) {
    await manager.query(
      `UPDATE usage_attempt_${grain} AS present
       SET cost = given.cost, estimated_cost = given.estimated_cost, unpriced = given.unpriced
       FROM unnest($1::oid[], $2::tid[], $3::numeric[], $4::numeric[], $5::bigint[])
         AS given (partition, place, cost, estimated_cost, unpriced)
       WHERE present.tableoid = given.partition AND present.ctid = given.place`,
      [
        rows.map(({ partition }) => partition),
        rows.map(({ place }) => place),
        rows.map(({ cost }) => String(cost)),
        rows.map(({ estimatedCost }) => String(estimatedCost)),
        rows.map(({ unpriced }) => unpriced),
      ],
    );
  }
  const recosted = sumOf(rows);
  return { recosted, kept: sumOf(all) - recosted };
}

/** How many attempts with tokens they are of. */
function sumOf(rows: readonly Row[]): number {
  return rows.reduce((sum, row) => sum + attemptsIn(row), 0);
}

/**
 * An hour is the sum of its minutes, with the prices of each, as long as all of them are kept: not if some arrived after they were
 * dropped, or were dropped since.
 */
async function sumMinutes(manager: EntityManager, hour: Date): Promise<void> {
  const key = ['is_other', ...Object.keys(ATTEMPT_SUMS.dimensions)];
  await manager.query(
    `UPDATE usage_attempt_hour AS hour
     SET cost = minutes.cost, estimated_cost = minutes.estimated_cost, unpriced = minutes.unpriced
     FROM (
       SELECT ${key.join(', ')}, sum(attempts) AS attempts, sum(cost) AS cost, sum(estimated_cost) AS estimated_cost,
         sum(unpriced)::bigint AS unpriced
       FROM usage_attempt_minute WHERE at >= $1 AND at < $2 GROUP BY ${key.join(', ')}
     ) AS minutes
     WHERE hour.at = $1 AND hour.attempts = minutes.attempts
       AND ${key.map((column) => `hour.${column} IS NOT DISTINCT FROM minutes.${column}`).join(' AND ')}`,
    [hour, new Date(hour.getTime() + HOUR_MS)],
  );
}

/** The prices of models that exist, by id. */
async function pricesOf(manager: EntityManager, rows: readonly Row[]): Promise<Map<string, TablePrice[]>> {
  const ids = [...new Set(rows.flatMap((row) => row.model_id ?? []))];
  if (ids.length === 0) return new Map();
  const models: Pick<ModelEntity, 'id' | 'prices'>[] = await manager.query(
    'SELECT id, prices FROM model WHERE id = ANY ($1)',
    [ids],
  );
  return new Map(models.map(({ id, prices }) => [id, prices.map(compilePrice)]));
}

/** @returns null if it is not known by which rates */
function costOf(row: Row, prices: readonly TablePrice[]) {
  const price = priceAt(prices, row.at.getTime());
  if (price === null) return { cost: 0n, estimatedCost: 0n, unpriced: attemptsIn(row) };
  if (mayBeAboveStep(row, price)) return null;
  const choice = { tier: row.service_tier, isAboveStep: row.is_above_step };
  return {
    cost: costByRates(price, choice, tokensIn(row, 'counted'), numberIn(row, 'counted_attempts')),
    estimatedCost: costByRates(price, choice, tokensIn(row, 'estimated'), numberIn(row, 'estimated_attempts')),
    unpriced: 0,
  };
}

/** Whether it has attempts that had no price, so that nothing says whether their prompts are longer than the step. */
function mayBeAboveStep(row: Row, price: TablePrice): boolean {
  const step = stepOf(price, row.service_tier);
  if (row.is_above_step || step === null || numberIn(row, 'unpriced') === 0) return false;
  return promptTokens(tokensIn(row, 'counted')) + promptTokens(tokensIn(row, 'estimated')) > step;
}

function attemptsIn(row: Row): number {
  return numberIn(row, 'counted_attempts') + numberIn(row, 'estimated_attempts');
}

function tokensIn(row: Row, prefix: string): TokenCounts {
  const counts = TOKEN_KINDS.map((kind) => [kind, numberIn(row, `${prefix}_${TOKEN_COLUMNS[kind]}`)]);
  return tokenCountsSchema.parse(Object.fromEntries(counts));
}

function numberIn(row: Row, column: string): number {
  return Number(row[column]);
}
