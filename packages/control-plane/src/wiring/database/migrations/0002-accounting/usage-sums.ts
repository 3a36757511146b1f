const TARGET = `
    provider_id uuid,
    model_id uuid,
    endpoint_id uuid`;

const TOKENS = ['input', 'cache_read', 'cache_write_5m', 'cache_write_1h', 'output', 'reasoning'];
const tokenColumns = (prefix: string) => TOKENS.map((kind) => `${prefix}_${kind} bigint NOT NULL`).join(',\n    ');

const SUMS = [
  {
    name: 'usage_request',
    columns: `
    consumer_id uuid,
    policy_id uuid,
    outcome text COLLATE "C",
    streamed boolean,
    requests bigint NOT NULL,
    failovers bigint NOT NULL`,
    key: 'ai_api_id, consumer_id, environment, policy_id, outcome, streamed',
  },
  {
    name: 'usage_attempt',
    columns: `
    consumer_id uuid,${TARGET},
    outcome text COLLATE "C",
    service_tier text COLLATE "C",
    is_above_step boolean NOT NULL,
    attempts bigint NOT NULL,
    resends bigint NOT NULL,
    counted_attempts bigint NOT NULL,
    estimated_attempts bigint NOT NULL,
    ${tokenColumns('counted')},
    ${tokenColumns('estimated')},
    cost numeric NOT NULL,
    estimated_cost numeric NOT NULL,
    unpriced bigint NOT NULL`,
    key: 'ai_api_id, consumer_id, environment, provider_id, model_id, endpoint_id, outcome, service_tier, is_above_step',
  },
  {
    name: 'usage_latency',
    columns: `${TARGET},
    streamed boolean,
    duration bytea NOT NULL,
    first_content bytea NOT NULL,
    overhead bytea NOT NULL`,
    key: 'ai_api_id, environment, provider_id, model_id, endpoint_id, streamed',
  },
];

/**
 * Sums by minute and by hour. Nulls are values here: a request may have no policy, and `is_other` rows have no dimensions.
 * What has no partition of its own goes to the default one: partitions are created days ahead, while that is empty.
 */
export const USAGE_SUMS = SUMS.flatMap(({ name, columns, key }) =>
  ['minute', 'hour'].map(
    (grain) => `
  CREATE TABLE ${name}_${grain} (
    at timestamptz NOT NULL,
    is_other boolean NOT NULL,
    ai_api_id uuid,
    environment text COLLATE "C",${columns},
    CONSTRAINT ${name}_${grain}_key UNIQUE NULLS NOT DISTINCT (at, is_other, ${key})
  ) PARTITION BY RANGE (at);
  CREATE TABLE ${name}_${grain}_default PARTITION OF ${name}_${grain} DEFAULT;`,
  ),
).join('\n');
