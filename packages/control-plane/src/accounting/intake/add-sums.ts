import { TOKEN_KINDS, type TokenCounts, type UsageAttemptRow, type UsageRequestRow } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import { together } from '../../kernel/database/together';
import { ATTEMPT_SUMS, type Grain, REQUEST_SUMS, type SumsTable, TOKEN_COLUMNS } from '../tables/usage-sums';
import type { ByGrain, Timed } from './batch-sums';

type Columns = Readonly<Record<string, unknown>>;

/** Adds requests by minute and by hour. */
export function addRequests(manager: EntityManager, rows: ByGrain<UsageRequestRow>): Promise<void> {
  return addBoth(manager, REQUEST_SUMS, rows, (row) => ({
    ai_api_id: row.aiApiId,
    consumer_id: row.consumerId,
    environment: row.environment,
    policy_id: row.policyId,
    outcome: row.outcome,
    streamed: row.streamed,
    requests: row.requests,
    failovers: row.failovers,
  }));
}

/** Adds attempts by minute and by hour. */
export function addAttempts(manager: EntityManager, rows: ByGrain<UsageAttemptRow>): Promise<void> {
  return addBoth(manager, ATTEMPT_SUMS, rows, (row) => ({
    ai_api_id: row.aiApiId,
    consumer_id: row.consumerId,
    environment: row.environment,
    provider_id: row.providerId,
    model_id: row.modelId,
    endpoint_id: row.endpointId,
    outcome: row.outcome,
    service_tier: row.serviceTier,
    is_above_step: row.isAboveStep,
    attempts: row.attempts,
    resends: row.resends,
    counted_attempts: row.countedAttempts,
    estimated_attempts: row.estimatedAttempts,
    ...tokenColumns('counted', row.counted),
    ...tokenColumns('estimated', row.estimated),
    cost: row.cost,
    estimated_cost: row.estimatedCost,
    unpriced: row.unpriced,
  }));
}

function tokenColumns(prefix: string, tokens: TokenCounts): Columns {
  return Object.fromEntries(TOKEN_KINDS.map((kind) => [`${prefix}_${TOKEN_COLUMNS[kind]}`, tokens[kind]]));
}

async function addBoth<T extends { readonly isOther: boolean }>(
  manager: EntityManager,
  table: SumsTable,
  rows: ByGrain<T>,
  columnsOf: (row: T) => Columns,
): Promise<void> {
  const grains = ['minute', 'hour'] as const;
  await together(grains.map((grain) => add(manager, table, grain, rows[grain], columnsOf)));
}

/** Rows are locked in the order of their keys, so that two batches never wait for each other. */
async function add<T extends { readonly isOther: boolean }>(
  manager: EntityManager,
  { name, dimensions, sums }: SumsTable,
  grain: Grain,
  rows: readonly Timed<T>[],
  columnsOf: (row: T) => Columns,
): Promise<void> {
  if (rows.length === 0) return;
  const types = { at: 'timestamptz', is_other: 'boolean', ...dimensions, ...sums };
  const columns = Object.keys(types);
  const key = ['at', 'is_other', ...Object.keys(dimensions)];
  const values = rows.map(({ atMs, row }): Columns => ({
    at: new Date(atMs),
    is_other: row.isOther,
    ...columnsOf(row),
  }));
  const table = `${name}_${grain}`;
  await manager.query(
    `INSERT INTO ${table} AS present (${columns.join(', ')})
     SELECT * FROM unnest(${Object.values(types)
       .map((type, index) => `$${index + 1}::${type}[]`)
       .join(', ')}) AS given (${columns.join(', ')})
     ORDER BY ${key.join(', ')}
     ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${Object.keys(sums)
       .map((column) => `${column} = present.${column} + excluded.${column}`)
       .join(', ')}`,
    columns.map((column) => values.map((value) => value[column] ?? null)),
  );
}
