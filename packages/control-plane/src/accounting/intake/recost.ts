import {
  costByRates,
  priceAt,
  TOKEN_KINDS,
  type TablePrice,
  tokenCountsSchema,
  type TokenCounts,
} from '@switchyard/contract';
import type { DataSource, EntityManager } from 'typeorm';
import { ModelEntity } from '../../objects/models/model-entity';
import { compilePrice } from '../../publication/compile-price';
import { ATTEMPT_SUMS, type Grain, TOKEN_COLUMNS } from '../tables/usage-sums';

const HOUR_MS = 3_600_000;

/** How many rows have a cost that was computed anew, by minute and by hour. */
export interface Recosted {
  readonly minutes: number;
  readonly hours: number;
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
 * are no longer kept, that of the begin of the hour. Costs are rounded once per row.
 *
 * One hour is one transaction, during which batches wait.
 *
 * @param fromMs in ms since the epoch; the begin of its hour counts
 * @param toMs exclusive; the end of its hour counts
 */
export async function recost(dataSource: DataSource, fromMs: number, toMs: number): Promise<Recosted> {
  const recosted = { minutes: 0, hours: 0 };
  const hours: { at: Date }[] = await dataSource.query(
    `SELECT DISTINCT at FROM usage_attempt_hour
     WHERE at >= date_trunc('hour', $1::timestamptz, 'UTC') AND at < $2 ORDER BY at`,
    [new Date(fromMs), new Date(toMs)],
  );
  for (const { at } of hours) {
    await dataSource.transaction(async (manager) => {
      // In the order in which batches are added, so that none waits for this one while this one waits for it.
      await manager.query('LOCK TABLE usage_attempt_minute, usage_attempt_hour IN SHARE ROW EXCLUSIVE MODE');
      const minutes = await recostRows(manager, 'minute', at);
      recosted.minutes += minutes;
      recosted.hours += minutes > 0 ? await sumHour(manager, at) : await recostRows(manager, 'hour', at);
    });
  }
  return recosted;
}

/** @param hour whose rows get a new cost. @returns how many there are */
async function recostRows(manager: EntityManager, grain: Grain, hour: Date): Promise<number> {
  const rows: Row[] = await manager.query(
    `SELECT tableoid::text AS partition, ctid::text AS place, * FROM usage_attempt_${grain}
     WHERE at >= $1 AND at < $2 AND counted_attempts + estimated_attempts > 0`,
    [hour, new Date(hour.getTime() + HOUR_MS)],
  );
  if (rows.length === 0) return 0;
  const prices = await pricesOf(manager, rows);
  const costs = rows.map((row) => costOf(row, prices.get(row.model_id ?? '') ?? []));
  await manager.query(
    `UPDATE usage_attempt_${grain} AS present
     SET cost = given.cost, estimated_cost = given.estimated_cost, unpriced = given.unpriced
     FROM unnest($1::oid[], $2::tid[], $3::numeric[], $4::numeric[], $5::bigint[])
       AS given (partition, place, cost, estimated_cost, unpriced)
     WHERE present.tableoid = given.partition AND present.ctid = given.place`,
    [
      rows.map(({ partition }) => partition),
      rows.map(({ place }) => place),
      costs.map(({ cost }) => String(cost)),
      costs.map(({ estimatedCost }) => String(estimatedCost)),
      costs.map(({ unpriced }) => unpriced),
    ],
  );
  return rows.length;
}

/** An hour is the sum of its minutes while they are kept. @returns how many rows it has */
async function sumHour(manager: EntityManager, hour: Date): Promise<number> {
  const key = ['is_other', ...Object.keys(ATTEMPT_SUMS.dimensions)];
  const [, count] = (await manager.query(
    `UPDATE usage_attempt_hour AS hour
     SET cost = minutes.cost, estimated_cost = minutes.estimated_cost, unpriced = minutes.unpriced
     FROM (
       SELECT ${key.join(', ')}, sum(cost) AS cost, sum(estimated_cost) AS estimated_cost, sum(unpriced)::bigint AS unpriced
       FROM usage_attempt_minute WHERE at >= $1 AND at < $2 GROUP BY ${key.join(', ')}
     ) AS minutes
     WHERE hour.at = $1 AND ${key.map((column) => `hour.${column} IS NOT DISTINCT FROM minutes.${column}`).join(' AND ')}`,
    [hour, new Date(hour.getTime() + HOUR_MS)],
  )) as [unknown, number];
  return count;
}

async function pricesOf(manager: EntityManager, rows: readonly Row[]): Promise<Map<string, TablePrice[]>> {
  const ids = [...new Set(rows.flatMap((row) => row.model_id ?? []))];
  const models: Pick<ModelEntity, 'id' | 'prices'>[] = await manager.query(
    'SELECT id, prices FROM model WHERE id = ANY ($1)',
    [ids],
  );
  return new Map(models.map(({ id, prices }) => [id, prices.map(compilePrice)]));
}

function costOf(row: Row, prices: readonly TablePrice[]) {
  const [counted, estimated] = [numberIn(row, 'counted_attempts'), numberIn(row, 'estimated_attempts')];
  const price = priceAt(prices, row.at.getTime());
  if (price === null) return { cost: 0n, estimatedCost: 0n, unpriced: counted + estimated };
  const choice = { tier: row.service_tier, isAboveStep: row.is_above_step };
  return {
    cost: costByRates(price, choice, tokensIn(row, 'counted'), counted),
    estimatedCost: costByRates(price, choice, tokensIn(row, 'estimated'), estimated),
    unpriced: 0,
  };
}

function tokensIn(row: Row, prefix: string): TokenCounts {
  const counts = TOKEN_KINDS.map((kind) => [kind, numberIn(row, `${prefix}_${TOKEN_COLUMNS[kind]}`)]);
  return tokenCountsSchema.parse(Object.fromEntries(counts));
}

function numberIn(row: Row, column: string): number {
  return Number(row[column]);
}
