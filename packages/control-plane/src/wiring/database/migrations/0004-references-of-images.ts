import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ids behind the names in the history's images, so that their names at any later revision can be found. */
export class ReferencesOfImages0004 implements MigrationInterface {
  // TypeORM orders migrations by the digits at the end of their names.
  readonly name = 'ReferencesOfImages1760000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE change ADD COLUMN after_references jsonb');
    for (const statement of FIND_REFERENCES) await runner.query(statement);
    await runner.query(CONSTRAINT_AND_INDEX);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX change_of_configuration');
    await runner.query('ALTER TABLE change DROP COLUMN after_references');
  }
}

// The revisions during which an object had a name, which is unique within its parent at each revision. Changes that keep
// the name share a row; otherwise looking up a name would take time proportional to the changes of its object.
const NAMES = `
  CREATE TEMPORARY TABLE held_name ON COMMIT DROP AS
    SELECT object_id, kind, NULL::uuid AS parent, name, min(revision) AS since, max(until) AS until
    FROM (
      SELECT *, count(*) FILTER (WHERE is_new) OVER (PARTITION BY object_id ORDER BY revision) AS run
      FROM (
        SELECT object_id, kind, revision, after ->> 'name' AS name,
          after ->> 'name' IS DISTINCT FROM lag(after ->> 'name') OVER (PARTITION BY object_id ORDER BY revision) AS is_new,
          lead(revision, 1, 2147483647) OVER (PARTITION BY object_id ORDER BY revision) AS until
        FROM change WHERE kind IN ('PROVIDER', 'MODEL', 'ENDPOINT', 'AI_API', 'CONSUMER')
      ) AS changed
    ) AS held
    WHERE name IS NOT NULL
    GROUP BY object_id, kind, name, run`;

const ID_OF = `
  CREATE FUNCTION pg_temp.id_of(of_kind text, of_parent uuid, of_name text, at integer) RETURNS uuid
  LANGUAGE sql STABLE AS $$
    SELECT object_id FROM held_name
    WHERE kind = of_kind AND parent IS NOT DISTINCT FROM of_parent AND name = of_name AND since <= at AND at < until
  $$`;

const OF_MEMBERS = `
  UPDATE change SET after_references =
    jsonb_build_object('provider', pg_temp.id_of('PROVIDER', NULL, after ->> 'provider', revision))
  WHERE kind IN ('MODEL', 'ENDPOINT') AND after IS NOT NULL`;

// A model or an endpoint never changes its provider.
const PARENTS = `
  UPDATE held_name SET parent = (
    SELECT (after_references ->> 'provider')::uuid FROM change
    WHERE change.object_id = held_name.object_id AND change.revision = held_name.since
  ) WHERE kind IN ('MODEL', 'ENDPOINT')`;

const OF_AI_APIS = `
  UPDATE change SET after_references = jsonb_build_object(
    'provider', bound.provider,
    'defaultProductionEndpoint',
      pg_temp.id_of('ENDPOINT', bound.provider, change.after ->> 'defaultProductionEndpoint', change.revision),
    'defaultSandboxEndpoint',
      pg_temp.id_of('ENDPOINT', bound.provider, change.after ->> 'defaultSandboxEndpoint', change.revision)
  )
  FROM (
    SELECT revision, object_id, pg_temp.id_of('PROVIDER', NULL, after ->> 'provider', revision) AS provider
    FROM change WHERE kind = 'AI_API' AND after IS NOT NULL
  ) AS bound
  WHERE change.revision = bound.revision AND change.object_id = bound.object_id`;

const SIDE_OF = `
  CREATE FUNCTION pg_temp.side_of(side jsonb, provider uuid, at integer) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('targets', coalesce(jsonb_agg(jsonb_build_object(
      'model', pg_temp.id_of('MODEL', provider, target ->> 'model', at),
      'endpoint', pg_temp.id_of('ENDPOINT', provider, target ->> 'endpoint', at)
    ) ORDER BY position), '[]'))
    FROM jsonb_array_elements(side -> 'targets') WITH ORDINALITY AS listed (target, position)
  $$`;

// An AI API never changes its provider.
const OF_POLICIES = `
  UPDATE change SET after_references = jsonb_build_object(
    'aiApi', attached.ai_api,
    'production', pg_temp.side_of(change.after -> 'production', attached.provider, change.revision),
    'sandbox', pg_temp.side_of(change.after -> 'sandbox', attached.provider, change.revision)
  )
  FROM (
    SELECT revision, object_id, ai_api, (
      SELECT (made.after_references ->> 'provider')::uuid FROM change AS made
      WHERE made.object_id = ai_api AND made.after IS NOT NULL LIMIT 1
    ) AS provider
    FROM (
      SELECT revision, object_id, pg_temp.id_of('AI_API', NULL, after ->> 'aiApi', revision) AS ai_api
      FROM change WHERE kind IN ('ROUND_ROBIN_POLICY', 'WEIGHTED_ROUND_ROBIN_POLICY', 'FAILOVER_POLICY')
        AND after IS NOT NULL
    ) AS policy
  ) AS attached
  WHERE change.revision = attached.revision AND change.object_id = attached.object_id`;

const OF_CONSUMERS = `
  UPDATE change SET after_references = CASE kind
    WHEN 'ACCESS_GRANT' THEN jsonb_build_object(
      'consumer', pg_temp.id_of('CONSUMER', NULL, after ->> 'consumer', revision),
      'aiApi', pg_temp.id_of('AI_API', NULL, after ->> 'aiApi', revision))
    WHEN 'CONSUMER_KEY' THEN jsonb_build_object(
      'consumer', pg_temp.id_of('CONSUMER', NULL, after ->> 'consumer', revision))
    ELSE '{}'::jsonb END
  WHERE after_references IS NULL AND after IS NOT NULL`;

const FIND_REFERENCES = [
  NAMES,
  'CREATE INDEX ON held_name (name, kind)',
  'ANALYZE held_name',
  ID_OF,
  OF_MEMBERS,
  PARENTS,
  OF_AI_APIS,
  SIDE_OF,
  OF_POLICIES,
  OF_CONSUMERS,
];

// The index gives the latest change of each object before a revision; keys and tokens are not part of a past state.
const CONSTRAINT_AND_INDEX = `
  ALTER TABLE change ADD CONSTRAINT change_references CHECK ((after IS NULL) = (after_references IS NULL));
  CREATE INDEX change_of_configuration ON change (object_id, revision DESC)
    WHERE kind NOT IN ('CONSUMER_KEY', 'ACCESS_TOKEN');
`;
