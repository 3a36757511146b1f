import { NAMED, VERSIONED } from './columns';

/** The two constant columns let a foreign key say that a default endpoint is of the environment that it serves. */
export const AI_APIS = `
  CREATE TABLE ai_api (
    id uuid PRIMARY KEY,
    ${NAMED},
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
    unrouted_operations text NOT NULL CHECK (unrouted_operations IN ('PASS', 'REFUSE')),
    policy_kind text CHECK (policy_kind IN ('ROUND_ROBIN', 'WEIGHTED_ROUND_ROBIN', 'FAILOVER')),
    policies_version integer NOT NULL,
    ${VERSIONED},
    production text NOT NULL GENERATED ALWAYS AS ('PRODUCTION') STORED,
    sandbox text NOT NULL GENERATED ALWAYS AS ('SANDBOX') STORED,
    CONSTRAINT ai_api_name_taken UNIQUE (name_key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ai_api_base_path_taken UNIQUE (base_path) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ai_api_of_provider UNIQUE (id, provider_id),
    CONSTRAINT ai_api_policy_kind UNIQUE (id, policy_kind),
    CONSTRAINT ai_api_production_endpoint FOREIGN KEY (default_production_endpoint_id, provider_id, production)
      REFERENCES endpoint (id, provider_id, environment),
    CONSTRAINT ai_api_sandbox_endpoint FOREIGN KEY (default_sandbox_endpoint_id, provider_id, sandbox)
      REFERENCES endpoint (id, provider_id, environment)
  );
  CREATE INDEX ai_api_provider ON ai_api (provider_id);
  CREATE INDEX ai_api_by_production_endpoint ON ai_api (default_production_endpoint_id);
  CREATE INDEX ai_api_by_sandbox_endpoint ON ai_api (default_sandbox_endpoint_id);
`;
