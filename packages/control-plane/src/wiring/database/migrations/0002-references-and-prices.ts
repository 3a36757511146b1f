import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Prices of models, and references between objects. */
export class ReferencesAndPrices0002 implements MigrationInterface {
  readonly name = 'ReferencesAndPrices1760000000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [PRICES, REFERENCES]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW reference');
    await runner.query(
      'DROP INDEX ai_api_by_production_endpoint, ai_api_by_sandbox_endpoint, failover_primary_by_model',
    );
    await runner.query('ALTER TABLE model DROP COLUMN prices');
  }
}

// Prices are read and written whole, with their model. Decimals are strings in JSON, so that they keep all digits.
const PRICES = `
  ALTER TABLE model ADD COLUMN prices jsonb NOT NULL DEFAULT '[]';
  ALTER TABLE model ALTER COLUMN prices DROP DEFAULT;
`;

// One view holds all references, so that the uses that block a deletion are those that "usedBy" shows.
const REFERENCES = `
  CREATE INDEX ai_api_by_production_endpoint ON ai_api (default_production_endpoint_id);
  CREATE INDEX ai_api_by_sandbox_endpoint ON ai_api (default_sandbox_endpoint_id);
  CREATE INDEX failover_primary_by_model ON failover_primary (model_id);

  CREATE VIEW reference (used_id, object_id, kind, role) AS
    SELECT provider_id, id, 'AI_API', 'BOUND_PROVIDER' FROM ai_api
    UNION ALL
    SELECT default_production_endpoint_id, id, 'AI_API', 'DEFAULT_ENDPOINT' FROM ai_api
      WHERE default_production_endpoint_id IS NOT NULL
    UNION ALL
    SELECT default_sandbox_endpoint_id, id, 'AI_API', 'DEFAULT_ENDPOINT' FROM ai_api
      WHERE default_sandbox_endpoint_id IS NOT NULL
    UNION ALL
    SELECT DISTINCT target.model_id, policy.id, policy.kind || '_POLICY', 'TARGET'
      FROM policy_target AS target JOIN policy ON policy.id = target.policy_id
    UNION ALL
    SELECT DISTINCT target.endpoint_id, policy.id, policy.kind || '_POLICY', 'TARGET'
      FROM policy_target AS target JOIN policy ON policy.id = target.policy_id
    UNION ALL
    SELECT ai_api_id, id, 'ACCESS_GRANT', 'ACCESS' FROM access_grant;
`;
