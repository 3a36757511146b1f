import type { TokenKind } from '@switchyard/contract';

/** The tables of sums. That by day is of days that are over (`summed-days.ts`). */
export type SumsName = 'usage_request' | 'usage_attempt';
/** What batches are added to. */
export type Grain = 'minute' | 'hour';

type SqlType = 'boolean' | 'uuid' | 'text' | 'bigint' | 'numeric';

/** A table of sums, besides the columns `at` and `is_other`, which begin the key of each. */
export interface SumsTable {
  readonly name: SumsName;
  /** The dimensions, which make the key. */
  readonly dimensions: Readonly<Record<string, SqlType>>;
  readonly sums: Readonly<Record<string, SqlType>>;
}

/** The name of each kind of tokens in columns. */
export const TOKEN_COLUMNS: Readonly<Record<TokenKind, string>> = {
  input: 'input',
  cacheRead: 'cache_read',
  cacheWrite5m: 'cache_write_5m',
  cacheWrite1h: 'cache_write_1h',
  output: 'output',
  reasoning: 'reasoning',
};

function tokenSums(prefix: string): Record<string, SqlType> {
  return Object.fromEntries(Object.values(TOKEN_COLUMNS).map((kind) => [`${prefix}_${kind}`, 'bigint' as const]));
}

export const REQUEST_SUMS: SumsTable = {
  name: 'usage_request',
  dimensions: {
    ai_api_id: 'uuid',
    consumer_id: 'uuid',
    environment: 'text',
    policy_id: 'uuid',
    outcome: 'text',
    streamed: 'boolean',
  },
  sums: { requests: 'bigint', failovers: 'bigint' },
};

export const ATTEMPT_SUMS: SumsTable = {
  name: 'usage_attempt',
  dimensions: {
    ai_api_id: 'uuid',
    consumer_id: 'uuid',
    environment: 'text',
    provider_id: 'uuid',
    model_id: 'uuid',
    endpoint_id: 'uuid',
    outcome: 'text',
    service_tier: 'text',
    is_above_step: 'boolean',
  },
  sums: {
    attempts: 'bigint',
    resends: 'bigint',
    counted_attempts: 'bigint',
    estimated_attempts: 'bigint',
    ...tokenSums('counted'),
    ...tokenSums('estimated'),
    cost: 'numeric',
    estimated_cost: 'numeric',
    unpriced: 'bigint',
  },
};

/** The tables of sums and of latencies. Of each there is one by minute, one by hour and one by day. */
export const SUMS_NAMES = ['usage_request', 'usage_attempt', 'usage_latency'] as const;

/** The dimensions of latencies, which make their key besides `at` and `is_other`. */
export const LATENCY_DIMENSIONS = {
  ai_api_id: 'uuid',
  environment: 'text',
  provider_id: 'uuid',
  model_id: 'uuid',
  endpoint_id: 'uuid',
  streamed: 'boolean',
} as const satisfies Readonly<Record<string, SqlType>>;
export const HISTOGRAMS = ['duration', 'first_content', 'overhead'] as const;
