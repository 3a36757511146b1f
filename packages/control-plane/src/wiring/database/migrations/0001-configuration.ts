import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The configuration and its history. `constraint-violation.ts` depends on the names of constraints. */
export class Configuration0001 implements MigrationInterface {
  // TypeORM orders migrations by the digits at the end of their names.
  readonly name = 'Configuration1760000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [HISTORY, PROVIDERS, AI_APIS, POLICIES, CONSUMERS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE consumer_key, access_grant, consumer, failover_primary, policy_target, policy, ai_api, endpoint, model,
        provider, dirty_entry, change, revision, lineage`);
  }
}

// Every change locks the one row of "lineage" first, so revisions have no gaps and rules are checked one change at a time.
const HISTORY = `
  CREATE TABLE lineage (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    id uuid NOT NULL,
    revision integer NOT NULL CHECK (revision >= 0)
  );
  INSERT INTO lineage (id, revision) VALUES (gen_random_uuid(), 0);

  CREATE TABLE revision (
    number integer PRIMARY KEY,
    lineage uuid NOT NULL,
    committed_at timestamptz NOT NULL,
    actor_id text NOT NULL,
    actor_kind text NOT NULL,
    actor_name text NOT NULL,
    operation text NOT NULL,
    comment text,
    correlation_id text NOT NULL,
    change_count integer NOT NULL
  );

  CREATE TABLE change (
    revision integer NOT NULL REFERENCES revision (number),
    object_id uuid NOT NULL,
    kind text NOT NULL,
    action text NOT NULL CHECK (action IN ('CREATE', 'UPDATE', 'DELETE')),
    name text COLLATE "C" NOT NULL,
    path text[] COLLATE "C" NOT NULL,
    format_version integer NOT NULL,
    before jsonb,
    after jsonb,
    before_revision integer,
    PRIMARY KEY (revision, object_id)
  );
  CREATE INDEX change_object ON change (object_id, revision);

  CREATE TABLE dirty_entry (
    key text PRIMARY KEY,
    revision integer NOT NULL
  );
  CREATE INDEX dirty_entry_revision ON dirty_entry (revision);
`;

const VERSIONED = `
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL`;

// Constraints on names are deferrable, so that one change can swap two names.
const PROVIDERS = `
  CREATE TABLE provider (
    id uuid PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    display_name text NOT NULL,
    template text NOT NULL,
    profile_overrides jsonb NOT NULL,
    ${VERSIONED},
    CONSTRAINT provider_name_taken UNIQUE (name) DEFERRABLE INITIALLY DEFERRED
  );

  CREATE TABLE model (
    id uuid PRIMARY KEY,
    provider_id uuid NOT NULL REFERENCES provider (id),
    name text COLLATE "C" NOT NULL,
    display_name text NOT NULL,
    enabled boolean NOT NULL,
    ${VERSIONED},
    CONSTRAINT model_name_taken UNIQUE (provider_id, name) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT model_of_provider UNIQUE (id, provider_id)
  );

  CREATE TABLE endpoint (
    id uuid PRIMARY KEY,
    provider_id uuid NOT NULL REFERENCES provider (id),
    name text COLLATE "C" NOT NULL,
    display_name text NOT NULL,
    environment text NOT NULL CHECK (environment IN ('PRODUCTION', 'SANDBOX')),
    url text NOT NULL,
    enabled boolean NOT NULL,
    connect_timeout_seconds integer NOT NULL,
    sealed_credential text,
    credential_fingerprint text,
    credential_hint text,
    credential_rotated_at timestamptz,
    ${VERSIONED},
    CHECK ((sealed_credential IS NULL) = (credential_fingerprint IS NULL)),
    CONSTRAINT endpoint_name_taken UNIQUE (provider_id, name) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT endpoint_of_provider UNIQUE (id, provider_id, environment)
  );
`;

// The two constant columns let a foreign key require that a default endpoint belongs to its environment.
const AI_APIS = `
  CREATE TABLE ai_api (
    id uuid PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    display_name text NOT NULL,
    base_path text COLLATE "C" NOT NULL,
    enabled boolean NOT NULL,
    provider_id uuid NOT NULL REFERENCES provider (id),
    default_production_endpoint_id uuid,
    default_sandbox_endpoint_id uuid,
    request_timeout_seconds integer NOT NULL,
    total_timeout_seconds integer NOT NULL,
    stream_hold_back_seconds integer NOT NULL,
    stream_idle_timeout_seconds integer NOT NULL,
    stream_max_duration_seconds integer NOT NULL,
    policy_kind text CHECK (policy_kind IN ('ROUND_ROBIN', 'WEIGHTED_ROUND_ROBIN', 'FAILOVER')),
    policies_version integer NOT NULL,
    ${VERSIONED},
    production text NOT NULL GENERATED ALWAYS AS ('PRODUCTION') STORED,
    sandbox text NOT NULL GENERATED ALWAYS AS ('SANDBOX') STORED,
    CONSTRAINT ai_api_name_taken UNIQUE (name) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ai_api_base_path_taken UNIQUE (base_path) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ai_api_of_provider UNIQUE (id, provider_id),
    CONSTRAINT ai_api_policy_kind UNIQUE (id, policy_kind),
    CONSTRAINT ai_api_production_endpoint FOREIGN KEY (default_production_endpoint_id, provider_id, production)
      REFERENCES endpoint (id, provider_id, environment),
    CONSTRAINT ai_api_sandbox_endpoint FOREIGN KEY (default_sandbox_endpoint_id, provider_id, sandbox)
      REFERENCES endpoint (id, provider_id, environment)
  );
  CREATE INDEX ai_api_provider ON ai_api (provider_id);
`;

// The kind on the AI API forces one kind for all its policies; the partial index allows a single load-balancing policy.
const POLICIES = `
  CREATE TABLE policy (
    id uuid PRIMARY KEY,
    ai_api_id uuid NOT NULL,
    provider_id uuid NOT NULL,
    kind text NOT NULL,
    suspend_duration_seconds integer NOT NULL,
    request_timeout_seconds integer NOT NULL,
    total_timeout_seconds integer NOT NULL,
    max_attempts integer,
    failure_status_ranges jsonb,
    ${VERSIONED},
    CHECK ((kind = 'FAILOVER') = (max_attempts IS NULL)),
    CONSTRAINT policy_of_provider UNIQUE (id, provider_id),
    CONSTRAINT policy_of_ai_api UNIQUE (id, ai_api_id),
    CONSTRAINT policy_ai_api FOREIGN KEY (ai_api_id, provider_id) REFERENCES ai_api (id, provider_id),
    CONSTRAINT policy_kind_rule FOREIGN KEY (ai_api_id, kind) REFERENCES ai_api (id, policy_kind)
      DEFERRABLE INITIALLY DEFERRED
  );
  CREATE INDEX policy_by_ai_api ON policy (ai_api_id);
  CREATE UNIQUE INDEX policy_load_balancing_rule ON policy (ai_api_id) WHERE kind <> 'FAILOVER';

  CREATE TABLE policy_target (
    policy_id uuid NOT NULL,
    environment text NOT NULL,
    position integer NOT NULL CHECK (position >= 0),
    provider_id uuid NOT NULL,
    model_id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    weight integer CHECK (weight BETWEEN 0 AND 1000),
    PRIMARY KEY (policy_id, environment, position),
    CONSTRAINT policy_target_once UNIQUE (policy_id, environment, model_id, endpoint_id),
    CONSTRAINT policy_target_policy FOREIGN KEY (policy_id, provider_id) REFERENCES policy (id, provider_id)
      ON DELETE CASCADE,
    CONSTRAINT policy_target_model FOREIGN KEY (model_id, provider_id) REFERENCES model (id, provider_id),
    CONSTRAINT policy_target_endpoint FOREIGN KEY (endpoint_id, provider_id, environment)
      REFERENCES endpoint (id, provider_id, environment)
  );
  CREATE INDEX policy_target_by_model ON policy_target (model_id);
  CREATE INDEX policy_target_by_endpoint ON policy_target (endpoint_id);

  CREATE TABLE failover_primary (
    policy_id uuid NOT NULL,
    environment text NOT NULL,
    ai_api_id uuid NOT NULL,
    model_id uuid NOT NULL REFERENCES model (id),
    PRIMARY KEY (policy_id, environment),
    CONSTRAINT failover_primary_policy FOREIGN KEY (policy_id, ai_api_id) REFERENCES policy (id, ai_api_id)
      ON DELETE CASCADE,
    CONSTRAINT failover_primary_taken UNIQUE (ai_api_id, environment, model_id) DEFERRABLE INITIALLY DEFERRED
  );
`;

const CONSUMERS = `
  CREATE TABLE consumer (
    id uuid PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    display_name text NOT NULL,
    enabled boolean NOT NULL,
    trace_allowed boolean NOT NULL,
    ${VERSIONED},
    CONSTRAINT consumer_name_taken UNIQUE (name) DEFERRABLE INITIALLY DEFERRED
  );

  CREATE TABLE access_grant (
    id uuid PRIMARY KEY,
    consumer_id uuid NOT NULL REFERENCES consumer (id),
    ai_api_id uuid NOT NULL REFERENCES ai_api (id),
    ${VERSIONED},
    CONSTRAINT access_grant_once UNIQUE (consumer_id, ai_api_id)
  );
  CREATE INDEX access_grant_by_ai_api ON access_grant (ai_api_id);

  CREATE TABLE consumer_key (
    id uuid PRIMARY KEY,
    consumer_id uuid NOT NULL REFERENCES consumer (id),
    environment text NOT NULL CHECK (environment IN ('PRODUCTION', 'SANDBOX')),
    display_name text NOT NULL,
    hint text NOT NULL,
    key_hash text NOT NULL UNIQUE CHECK (key_hash ~ '^[0-9a-f]{64}$'),
    expires_at timestamptz,
    revoked_at timestamptz,
    idempotency_key text UNIQUE,
    idempotent_input_hash text,
    ${VERSIONED}
  );
  CREATE INDEX consumer_key_by_consumer ON consumer_key (consumer_id);
`;
