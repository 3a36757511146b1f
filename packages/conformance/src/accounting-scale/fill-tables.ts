import type { Client } from 'pg';

/** How much is made. */
export interface FillSizes {
  /** Request records, spread evenly over the days that are kept. */
  readonly records: number;
  /** How many days of sums by hour. */
  readonly days: number;
  readonly consumers: number;
}

const RECORD_DAYS = 7;
const MINUTES = 180;
const AI_APIS = 20;
/** Each consumer uses so many AI APIs, each with so many models. */
const AI_APIS_PER_CONSUMER = 3;
const MODELS_PER_AI_API = 2;
const MODELS = AI_APIS * MODELS_PER_AI_API;
const PROVIDERS = 3;
/** Of every 10,000 records, that many belong to the last consumer, so that there is a rare one. */
const RARE_PER_10_000 = 1;

/** Says how the rows are made, for those who read the times. */
export function describeFill({ records, days, consumers }: FillSizes): string {
  const combinations = consumers * AI_APIS_PER_CONSUMER * MODELS_PER_AI_API;
  return [
    `${records} request records, made by generate_series and spread evenly over ${RECORD_DAYS} days; of 10 records 6 are answered, 3 timed out and`,
    `1 was refused, 1 in 1,000 is an internal error; ${AI_APIS} AI APIs, ${MODELS} models, ${PROVIDERS} providers; of ${consumers} consumers one has ${RARE_PER_10_000} in 10,000.`,
    `Sums of ${days} days by hour, and of ${MINUTES} minutes: ${combinations} rows of requests and as many of attempts in each (each consumer uses ${AI_APIS_PER_CONSUMER}`,
    `AI APIs with ${MODELS_PER_AI_API} models), and ${AI_APIS * 2} of latencies with histograms of 30 buckets. A control plane sums the days that are over.`,
  ].join('\n');
}

/** The id of the n-th object of a kind, in SQL. */
const idOf = (kind: string, number: string) => `md5('${kind}' || (${number}))::uuid`;

/** The same in the script itself. */
export async function objectId(client: Client, kind: string, number: number): Promise<string> {
  const { rows } = await client.query<{ id: string }>(`SELECT ${idOf(kind, String(number))}::text AS id`);
  return rows[0]?.id ?? '';
}

/** The ids of the first objects of a kind. */
async function objectIds(client: Client, kind: string, count: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT ${idOf(kind, 'n')}::text AS id FROM generate_series(0, $1::int - 1) AS n ORDER BY n`,
    [count],
  );
  return rows.map(({ id }) => id);
}

/**
 * A row in the default partition for each day and month to be filled: the control plane makes a partition for each when it starts.
 */
export async function seedPartitions(client: Client, { days }: FillSizes): Promise<void> {
  await client.query(
    `INSERT INTO request_record (at, id, outcome, fault, data_plane_id, clock_ahead, record)
     SELECT now() - n * interval '1 day', gen_random_uuid(), 'ANSWERED', 'NONE', gen_random_uuid(), false, '{}'
     FROM generate_series(1, $1::int) AS n`,
    [RECORD_DAYS - 1],
  );
  const sums = {
    usage_request: ['requests, failovers', '0, 0'],
    usage_latency: ['duration, first_content, overhead', String.raw`'\x'::bytea, '\x'::bytea, '\x'::bytea`],
  };
  for (const [table, [columns, values]] of Object.entries(sums)) {
    await client.query(
      `INSERT INTO ${table}_hour (at, is_other, ${columns})
       SELECT date_trunc('hour', now() - n * interval '1 day', 'UTC'), true, ${values} FROM generate_series(1, $1::int) AS n`,
      [days],
    );
  }
  await client.query(
    `INSERT INTO usage_attempt_hour (at, ${ATTEMPT_COLUMNS})
     SELECT date_trunc('hour', now() - n * interval '1 day', 'UTC'), ${attemptValues('n')} FROM generate_series(1, $1::int) AS n`,
    [days],
  );
}

/** The columns of tokens, each of them counted and estimated. */
export const TOKENS = ['input', 'cache_read', 'cache_write_5m', 'cache_write_1h', 'output', 'reasoning'];
export const ATTEMPT_COLUMNS = `is_other, ai_api_id, environment, consumer_id, provider_id, model_id, endpoint_id, outcome, service_tier,
  is_above_step, attempts, resends, counted_attempts, estimated_attempts,
  ${TOKENS.map((kind) => `counted_${kind}`).join(', ')}, ${TOKENS.map((kind) => `estimated_${kind}`).join(', ')},
  cost, estimated_cost, unpriced`;

/** Of the n-th combination of a consumer, one of its AI APIs and one of its models. */
function attemptValues(n: string): string {
  const consumer = `${n} / ${AI_APIS_PER_CONSUMER * MODELS_PER_AI_API}`;
  const aiApi = `(${consumer} * 7 + ${n} % ${AI_APIS_PER_CONSUMER}) % ${AI_APIS}`;
  const model = `${aiApi} * ${MODELS_PER_AI_API} + ${n} / ${AI_APIS_PER_CONSUMER} % ${MODELS_PER_AI_API}`;
  return `false, ${idOf('ai-api', aiApi)}, 'PRODUCTION', ${idOf('consumer', consumer)}, ${idOf('provider', `${aiApi} % ${PROVIDERS}`)},
    ${idOf('model', model)}, ${idOf('endpoint', aiApi)}, 'ANSWERED', NULL, false, 40 + ${n} % 9, 1, 39 + ${n} % 9, 1,
    ${TOKENS.map((_, index) => `1000 * (${n} % 97) + ${index}`).join(', ')}, ${TOKENS.map(() => '3').join(', ')},
    123456789::numeric * (${n} % 89), 77, 0`;
}

/** Sums by hour for a month, and by minute for the last hours. @returns the number of rows */
export async function fillSums(client: Client, { days, consumers }: FillSizes): Promise<number> {
  const combinations = consumers * AI_APIS_PER_CONSUMER * MODELS_PER_AI_API;
  let rows = 0;
  // The sums of days are right no longer.
  await client.query('TRUNCATE usage_summed_day');
  for (const [grain, steps] of [
    ['hour', days * 24],
    ['minute', MINUTES],
  ] as const) {
    const source = `FROM generate_series(1, ${steps}) AS step, generate_series(0, ${combinations - 1}) AS n`;
    const at = `date_trunc('${grain}', now(), 'UTC') - step * interval '1 ${grain}'`;
    const attempts = await client.query(
      `INSERT INTO usage_attempt_${grain} (at, ${ATTEMPT_COLUMNS}) SELECT ${at}, ${attemptValues('n')} ${source} ON CONFLICT DO NOTHING`,
    );
    const consumer = `n / ${AI_APIS_PER_CONSUMER * MODELS_PER_AI_API}`;
    const requests = await client.query(
      `INSERT INTO usage_request_${grain} (at, is_other, ai_api_id, environment, consumer_id, policy_id, outcome, streamed, requests, failovers)
       SELECT ${at}, false, ${idOf('ai-api', `(${consumer} * 7 + n % ${AI_APIS_PER_CONSUMER}) % ${AI_APIS}`)}, 'PRODUCTION',
         ${idOf('consumer', consumer)}, NULL, CASE WHEN n % 6 = 5 THEN 'TIMEOUT' ELSE 'ANSWERED' END, n % 2 = 0, 40, 1 ${source}
       ON CONFLICT DO NOTHING`,
    );
    // Thirty buckets each, of which the counts differ.
    const histogram = `decode('c80101' || string_agg(lpad(to_hex(1 + b % 5), 2, '0') || lpad(to_hex(1 + b * 3), 2, '0'), ''), 'hex')`;
    const latencies = await client.query(
      `INSERT INTO usage_latency_${grain} (at, is_other, ai_api_id, environment, provider_id, model_id, endpoint_id, streamed, duration, first_content, overhead)
       SELECT ${at}, false, ${idOf('ai-api', 'n')}, 'PRODUCTION', ${idOf('provider', `n % ${PROVIDERS}`)}, ${idOf('model', `n * ${MODELS_PER_AI_API}`)},
         ${idOf('endpoint', 'n')}, streamed, histogram.bytes, histogram.bytes, histogram.bytes
       FROM generate_series(1, ${steps}) AS step, generate_series(0, ${AI_APIS - 1}) AS n, (VALUES (true), (false)) AS streams (streamed),
         (SELECT ${histogram} AS bytes FROM generate_series(1, 30) AS b) AS histogram
       ON CONFLICT DO NOTHING`,
    );
    rows += (attempts.rowCount ?? 0) + (requests.rowCount ?? 0) + (latencies.rowCount ?? 0);
  }
  return rows;
}

/** A record as data planes make them, of which each row gets its own id. */
export const RECORD = `'{"id": "", "traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "at": "2026-01-01T00:00:00Z",
  "aiApi": {"id": "0195a5a0-0000-7000-8000-000000000001", "name": "support"}, "consumerId": null, "consumerKeyId": null,
  "environment": "PRODUCTION", "operation": "chat-completions", "streamed": true, "policyId": null, "revision": 7,
  "askedModel": "gpt-4o", "sentModel": "gpt-4o", "answeredModel": "gpt-4o-2024-08-06", "serviceTier": "default",
  "attempts": [{"provider": {"id": "0195a5a0-0000-7000-8000-000000000002", "name": "openai"},
    "endpoint": {"id": "0195a5a0-0000-7000-8000-000000000003", "name": "main"},
    "model": {"id": "0195a5a0-0000-7000-8000-000000000004", "name": "gpt-4o"}, "outcome": "TIMEOUT", "status": null,
    "error": "no response in 30 s", "vendorRequestId": null, "startedAt": "2026-01-01T00:00:00Z", "msToHeaders": null,
    "msToEnd": 30000.5, "resent": false, "next": "EXHAUSTED", "used": null}],
  "status": 504, "outcome": "TIMEOUT", "totalMs": 30001.5, "msToFirstContent": null, "overheadMs": 1.5,
  "requestBytes": 1200, "responseBytes": 80,
  "used": {"counted": {}, "estimated": {}, "cost": null, "estimatedCost": null}}'::jsonb`;

interface IndexRow {
  readonly name: string;
  readonly definition: string;
}

/**
 * Request records of all days that are kept, up to now. Their indexes are made afterwards, which takes a fraction of the time.
 *
 * @param say tells how far it is
 */
export async function fillRecords(
  client: Client,
  { records, consumers }: FillSizes,
  say: (what: string) => void,
): Promise<void> {
  const { rows: indexes } = await client.query<IndexRow>(
    `SELECT indexname AS name, replace(indexdef, ' ON ONLY ', ' ON ') AS definition FROM pg_indexes
     WHERE tablename = 'request_record' AND indexname <> 'request_record_pkey'`,
  );
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  await client.query('DELETE FROM request_record');
  const perDay = Math.ceil(records / RECORD_DAYS);
  const ids = [
    await objectIds(client, 'ai-api', AI_APIS),
    await objectIds(client, 'consumer', consumers),
    await objectIds(client, 'key', consumers),
    await objectIds(client, 'provider', PROVIDERS),
    await objectIds(client, 'endpoint', AI_APIS),
    await objectIds(client, 'model', MODELS),
  ];
  for (let day = RECORD_DAYS - 1; day >= 0; day -= 1) {
    await client.query(recordsOf(consumers), [day, perDay, ...ids]);
    say(`${RECORD_DAYS - day} of ${RECORD_DAYS} days of request records`);
  }
  await client.query(`SET maintenance_work_mem = '512MB'`);
  for (const { name, definition } of indexes) {
    await client.query(definition);
    say(`index ${name}`);
  }
  await client.query('VACUUM (ANALYZE) request_record');
}

/** @returns a statement with parameters: how many days ago, how many records, and the ids of each kind */
function recordsOf(consumers: number): string {
  const consumer = `CASE WHEN n % 10000 < ${RARE_PER_10_000} THEN ${consumers} ELSE 1 + n * 7919 % ${consumers - 1} END`;
  const chosen = (choices: readonly [string, string, string, string]) =>
    `CASE WHEN n % 10 < 6 THEN '${choices[0]}' WHEN n % 10 < 9 THEN '${choices[1]}' WHEN n % 1000 < 999 THEN '${choices[2]}' ELSE '${choices[3]}' END`;
  return `
    INSERT INTO request_record (at, id, ai_api_id, consumer_id, consumer_key_id, outcome, fault, provider_id, endpoint_id, model_id,
      data_plane_id, clock_ahead, record)
    SELECT at, id, ($3::uuid[])[1 + n % ${AI_APIS}], ($4::uuid[])[${consumer}], ($5::uuid[])[${consumer}],
      ${chosen(['ANSWERED', 'TIMEOUT', 'REQUEST_INVALID', 'INTERNAL'])}, ${chosen(['NONE', 'PROVIDER', 'CALLER', 'OWN'])},
      ($6::uuid[])[1 + n % ${PROVIDERS}], ($7::uuid[])[1 + n % ${AI_APIS}], ($8::uuid[])[1 + n % ${MODELS}],
      ${idOf('data-plane', '1')}, false, ${RECORD} || jsonb_build_object('id', id::text)
    FROM (
      SELECT n, at, (substr(digits, 1, 12) || '7' || substr(digits, 13, 3) || '8' || substr(digits, 16, 15))::uuid AS id
      FROM (
        SELECT n, at, lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || md5(n::text || '/' || $1::text) AS digits
        FROM (
          SELECT n, date_trunc('milliseconds', begin_at + n * ((end_at - begin_at) / $2::float8)) AS at
          FROM generate_series(0::bigint, $2::bigint - 1) AS n, (
            SELECT date_trunc('day', now(), 'UTC') - $1::int * interval '1 day' AS begin_at,
              least(date_trunc('day', now(), 'UTC') - ($1::int - 1) * interval '1 day', now()) AS end_at
          ) AS day
        ) AS timed
      ) AS spelled
    ) AS identified`;
}
