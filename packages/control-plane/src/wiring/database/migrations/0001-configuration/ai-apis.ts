import { MODEL_ALIASES_PER_AI_API_MAX, PROVIDERS_PER_AI_API_MAX } from '@switchyard/contract';
import { NAMED, VERSIONED } from './columns';

/**
 * "provider_id" is the first provider, whose endpoints the defaults are; a foreign key holds it equal to the provider at
 * position 0. The constant columns let foreign keys name that position, and the environment that a default endpoint serves.
 *
 * Targets and aliases refer to "ai_api_provider", so that the models and endpoints of no other provider can be chosen. These
 * keys are deferred: one change may replace a provider and everything that uses it.
 */
export const AI_APIS = `
  CREATE TABLE ai_api (
    id uuid PRIMARY KEY,
    ${NAMED},
    display_name text NOT NULL,
    base_path text COLLATE "C" NOT NULL,
    enabled boolean NOT NULL,
    provider_id uuid NOT NULL,
    default_production_endpoint_id uuid,
    default_sandbox_endpoint_id uuid,
    request_timeout_seconds integer NOT NULL,
    total_timeout_seconds integer NOT NULL,
    stream_hold_back_seconds integer NOT NULL,
    stream_idle_timeout_seconds integer NOT NULL,
    stream_max_duration_seconds integer NOT NULL,
    unrouted_operations text NOT NULL CHECK (unrouted_operations IN ('PASS', 'REFUSE')),
    policy_kind text CHECK (policy_kind IN ('ROUND_ROBIN', 'WEIGHTED_ROUND_ROBIN', 'FAILOVER')),
    policies_version integer NOT NULL,
    ${VERSIONED},
    production text NOT NULL GENERATED ALWAYS AS ('PRODUCTION') STORED,
    sandbox text NOT NULL GENERATED ALWAYS AS ('SANDBOX') STORED,
    first_position integer NOT NULL GENERATED ALWAYS AS (0) STORED,
    CONSTRAINT ai_api_name_taken UNIQUE (name_key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ai_api_base_path_taken UNIQUE (base_path) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ai_api_policy_kind UNIQUE (id, policy_kind),
    CONSTRAINT ai_api_production_endpoint FOREIGN KEY (default_production_endpoint_id, provider_id, production)
      REFERENCES endpoint (id, provider_id, environment),
    CONSTRAINT ai_api_sandbox_endpoint FOREIGN KEY (default_sandbox_endpoint_id, provider_id, sandbox)
      REFERENCES endpoint (id, provider_id, environment)
  );
  CREATE INDEX ai_api_by_production_endpoint ON ai_api (default_production_endpoint_id);
  CREATE INDEX ai_api_by_sandbox_endpoint ON ai_api (default_sandbox_endpoint_id);

  CREATE TABLE ai_api_provider (
    ai_api_id uuid NOT NULL REFERENCES ai_api (id) ON DELETE CASCADE,
    provider_id uuid NOT NULL REFERENCES provider (id),
    position integer NOT NULL CHECK (position BETWEEN 0 AND ${PROVIDERS_PER_AI_API_MAX - 1}),
    PRIMARY KEY (ai_api_id, provider_id),
    CONSTRAINT ai_api_provider_place UNIQUE (ai_api_id, provider_id, position),
    CONSTRAINT ai_api_provider_position UNIQUE (ai_api_id, position) DEFERRABLE INITIALLY DEFERRED
  );
  CREATE INDEX ai_api_provider_by_provider ON ai_api_provider (provider_id);
  ALTER TABLE ai_api ADD CONSTRAINT ai_api_first_provider FOREIGN KEY (id, provider_id, first_position)
    REFERENCES ai_api_provider (ai_api_id, provider_id, position) DEFERRABLE INITIALLY DEFERRED;

  CREATE TABLE model_alias (
    ai_api_id uuid NOT NULL,
    name text COLLATE "C" NOT NULL,
    position integer NOT NULL CHECK (position BETWEEN 0 AND ${MODEL_ALIASES_PER_AI_API_MAX - 1}),
    provider_id uuid NOT NULL,
    model_id uuid NOT NULL,
    PRIMARY KEY (ai_api_id, name),
    CONSTRAINT model_alias_ai_api FOREIGN KEY (ai_api_id) REFERENCES ai_api (id) ON DELETE CASCADE,
    CONSTRAINT model_alias_provider FOREIGN KEY (ai_api_id, provider_id)
      REFERENCES ai_api_provider (ai_api_id, provider_id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT model_alias_model FOREIGN KEY (model_id, provider_id) REFERENCES model (id, provider_id)
  );
  CREATE INDEX model_alias_by_name ON model_alias (name);
  CREATE INDEX model_alias_by_model ON model_alias (model_id);
`;
