import { NAMED, VERSIONED } from './columns';

/**
 * Providers with their models and endpoints. Constraints on names are deferred, so that one change may swap two of them.
 * Prices are read and written whole, with their model; their decimals are strings in JSON, so that they keep their digits.
 */
export const PROVIDERS = `
  CREATE TABLE provider (
    id uuid PRIMARY KEY,
    ${NAMED},
    display_name text NOT NULL,
    template text NOT NULL,
    profile_overrides jsonb NOT NULL,
    ${VERSIONED},
    CONSTRAINT provider_name_taken UNIQUE (name_key) DEFERRABLE INITIALLY DEFERRED
  );

  CREATE TABLE model (
    id uuid PRIMARY KEY,
    provider_id uuid NOT NULL REFERENCES provider (id),
    name text COLLATE "C" NOT NULL,
    display_name text NOT NULL,
    enabled boolean NOT NULL,
    prices jsonb NOT NULL,
    ${VERSIONED},
    CONSTRAINT model_name_taken UNIQUE (provider_id, name) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT model_of_provider UNIQUE (id, provider_id)
  );

  CREATE TABLE endpoint (
    id uuid PRIMARY KEY,
    provider_id uuid NOT NULL REFERENCES provider (id),
    ${NAMED},
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
    CONSTRAINT endpoint_name_taken UNIQUE (provider_id, name_key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT endpoint_of_provider UNIQUE (id, provider_id, environment)
  );
`;
