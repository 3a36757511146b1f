import { VERSIONED } from './columns';

/**
 * The kind on the AI API makes all its policies of one kind; the partial index lets a load-balancing one stand alone. A
 * target's model and endpoint belong to one and the same provider, which is one of the AI API's.
 *
 * A target set is the set of targets that one side of a policy chooses from, without those of weight 0, stored once for
 * all sides that have the same: ten thousand AI APIs usually share a few. It finds the sides that lose their last target
 * in rotation without reading all sides that use a disabled model or endpoint.
 */
export const POLICIES = `
  CREATE TABLE policy (
    id uuid PRIMARY KEY,
    ai_api_id uuid NOT NULL REFERENCES ai_api (id),
    kind text NOT NULL,
    -- Null for the default: see policyName in objects/policies/policy-name.ts.
    name text COLLATE "C",
    name_key text COLLATE "C" GENERATED ALWAYS AS (lower(name)) STORED,
    suspend_duration_seconds integer NOT NULL,
    request_timeout_seconds integer NOT NULL,
    total_timeout_seconds integer NOT NULL,
    max_attempts integer,
    failure_status_ranges jsonb,
    failover_on_kinds jsonb,
    production_target_set_id uuid,
    sandbox_target_set_id uuid,
    ${VERSIONED},
    CHECK ((kind = 'FAILOVER') = (max_attempts IS NULL)),
    CHECK (kind = 'FAILOVER' OR name IS NULL),
    CONSTRAINT policy_name_taken UNIQUE (ai_api_id, name_key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT policy_of_ai_api UNIQUE (id, ai_api_id),
    CONSTRAINT policy_kind_rule FOREIGN KEY (ai_api_id, kind) REFERENCES ai_api (id, policy_kind)
      DEFERRABLE INITIALLY DEFERRED
  );
  CREATE INDEX policy_by_ai_api ON policy (ai_api_id);
  CREATE INDEX policy_by_production_target_set ON policy (production_target_set_id);
  CREATE INDEX policy_by_sandbox_target_set ON policy (sandbox_target_set_id);
  CREATE UNIQUE INDEX policy_load_balancing_rule ON policy (ai_api_id) WHERE kind <> 'FAILOVER';

  CREATE TABLE policy_target (
    policy_id uuid NOT NULL,
    environment text NOT NULL,
    position integer NOT NULL CHECK (position >= 0),
    ai_api_id uuid NOT NULL,
    provider_id uuid NOT NULL,
    model_id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    weight integer CHECK (weight BETWEEN 0 AND 1000),
    PRIMARY KEY (policy_id, environment, position),
    CONSTRAINT policy_target_once UNIQUE (policy_id, environment, model_id, endpoint_id),
    CONSTRAINT policy_target_policy FOREIGN KEY (policy_id, ai_api_id) REFERENCES policy (id, ai_api_id)
      ON DELETE CASCADE,
    CONSTRAINT policy_target_provider FOREIGN KEY (ai_api_id, provider_id)
      REFERENCES ai_api_provider (ai_api_id, provider_id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT policy_target_model FOREIGN KEY (model_id, provider_id) REFERENCES model (id, provider_id),
    CONSTRAINT policy_target_endpoint FOREIGN KEY (endpoint_id, provider_id, environment)
      REFERENCES endpoint (id, provider_id, environment)
  );
  CREATE INDEX policy_target_by_model ON policy_target (model_id);
  CREATE INDEX policy_target_by_endpoint ON policy_target (endpoint_id);
  CREATE INDEX policy_target_by_provider ON policy_target (ai_api_id, provider_id);

  CREATE TABLE target_set (
    id uuid NOT NULL,
    model_id uuid NOT NULL REFERENCES model (id),
    endpoint_id uuid NOT NULL REFERENCES endpoint (id),
    PRIMARY KEY (id, model_id, endpoint_id)
  );
  CREATE INDEX target_set_by_model ON target_set (model_id);
  CREATE INDEX target_set_by_endpoint ON target_set (endpoint_id);

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
  CREATE INDEX failover_primary_by_model ON failover_primary (model_id);
`;
