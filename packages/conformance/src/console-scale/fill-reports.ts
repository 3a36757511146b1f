import { Client } from 'pg';
import { ATTEMPT_COLUMNS, RECORD, TOKENS } from '../accounting-scale/fill-tables';
import type { ConsoleSizes } from './sizes';

/** Request records and usage of the last hours, of AI APIs and consumers that exist. */
export async function fillReports(
  databaseUrl: string,
  { requests, usedAiApis }: Pick<ConsoleSizes, 'requests' | 'usedAiApis'>,
): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(RECORDS, [requests]);
    await client.query(USED_REQUESTS, [usedAiApis]);
    await client.query(USED_ATTEMPTS, [usedAiApis]);
    await client.query('VACUUM (ANALYZE)');
  } finally {
    await client.end();
  }
}

/** One each of AI APIs, consumers and policies that belong together, numbered from 0. */
const USED = `(
    SELECT row_number() OVER (ORDER BY ai_api.id) - 1 AS position, count(*) OVER () AS total, ai_api.id AS ai_api_id,
      ai_api.name AS ai_api_name, access_grant.consumer_id, provider.id AS provider_id, model.id AS model_id,
      endpoint.id AS endpoint_id
    FROM ai_api
      JOIN ai_api_provider ON ai_api_provider.ai_api_id = ai_api.id
      JOIN provider ON provider.id = ai_api_provider.provider_id
      JOIN model ON model.provider_id = provider.id AND model.name = 'model-1'
      JOIN endpoint ON endpoint.provider_id = provider.id AND endpoint.name = 'production-1'
      JOIN LATERAL (SELECT consumer_id FROM access_grant WHERE ai_api_id = ai_api.id LIMIT 1) AS access_grant ON true
  ) AS used`;

/** Every third one failed. $1 is how many. */
const RECORDS = `
  INSERT INTO request_record (at, id, ai_api_id, consumer_id, outcome, fault, provider_id, endpoint_id, model_id, data_plane_id,
    clock_ahead, record)
  SELECT at, id, ai_api_id, consumer_id, outcome, fault, provider_id, endpoint_id, model_id,
    '00000000-0000-4000-8000-000000000001', false,
    ${RECORD} || jsonb_build_object('id', id::text, 'outcome', outcome, 'status', status, 'consumerId', consumer_id::text,
      'aiApi', jsonb_build_object('id', ai_api_id::text, 'name', ai_api_name))
  FROM (
    SELECT n, at, used.*, CASE WHEN n % 3 = 0 THEN 'TIMEOUT' ELSE 'ANSWERED' END AS outcome,
      CASE WHEN n % 3 = 0 THEN 'PROVIDER' ELSE 'NONE' END AS fault, CASE WHEN n % 3 = 0 THEN 504 ELSE 200 END AS status,
      (substr(digits, 1, 12) || '7' || substr(digits, 13, 3) || '8' || substr(digits, 16, 15))::uuid AS id
    FROM (
      SELECT n, at, lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || md5(n::text) AS digits
      FROM (
        SELECT n, date_trunc('milliseconds', now() - n * (interval '12 hours' / $1::int)) AS at
        FROM generate_series(1, $1::int) AS n
      ) AS timed
    ) AS spelled JOIN ${USED} ON used.position = n % used.total
  ) AS identified`;

/** $1 is the number of AI APIs. */
const USED_REQUESTS = `
  INSERT INTO usage_request_hour (at, is_other, ai_api_id, environment, consumer_id, policy_id, outcome, streamed, requests, failovers)
  SELECT date_trunc('hour', now(), 'UTC'), false, ai_api_id, 'PRODUCTION', consumer_id, NULL, 'ANSWERED', true, 40 + position % 9, 1
  FROM ${USED} WHERE position < $1::int`;

const USED_ATTEMPTS = `
  INSERT INTO usage_attempt_hour (at, ${ATTEMPT_COLUMNS})
  SELECT date_trunc('hour', now(), 'UTC'), false, ai_api_id, 'PRODUCTION', consumer_id, provider_id, model_id, endpoint_id, 'ANSWERED',
    NULL, false, 41 + position % 9, 0, 41 + position % 9, 0,
    ${TOKENS.map((_, index) => `1000 + ${index}`).join(', ')}, ${TOKENS.map(() => '0').join(', ')}, 123456789, 0, 0
  FROM ${USED} WHERE position < $1::int`;
