import { NAMED, VERSIONED } from './columns';

/**
 * Providers with their models and endpoints. Constraints on names are deferred, so that one change may swap two of them.
 * Prices are read and written whole, with their model; their decimals are strings in JSON, so that they keep their digits.
 *
 * CA certificates are stored with each endpoint that trusts them. The index finds the endpoints of a certificate: the first
 * one has its text for the routing table, and without one its entry goes.
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

  CREATE FUNCTION certificate_sha256s(pem text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN (
    SELECT array_agg(encode(sha256(decode(block[1], 'base64')), 'hex') ORDER BY position)
    FROM regexp_matches(pem, '-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----', 'g')
      WITH ORDINALITY AS found (block, position)
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
    ca_certificate text,
    ca_certificate_valid_until timestamptz,
    ca_certificate_sha256s text[] GENERATED ALWAYS AS (certificate_sha256s(ca_certificate)) STORED,
    sealed_credential text,
    credential_fingerprint text,
    credential_hint text,
    credential_rotated_at timestamptz,
    ${VERSIONED},
    CHECK ((ca_certificate IS NULL) = (ca_certificate_valid_until IS NULL)),
    CHECK ((sealed_credential IS NULL) = (credential_fingerprint IS NULL)),
    CONSTRAINT endpoint_name_taken UNIQUE (provider_id, name_key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT endpoint_of_provider UNIQUE (id, provider_id, environment)
  );
  CREATE INDEX endpoint_by_ca_certificate ON endpoint USING gin (ca_certificate_sha256s)
    WHERE ca_certificate_sha256s IS NOT NULL;
  CREATE INDEX endpoint_by_ca_certificate_end ON endpoint (ca_certificate_valid_until)
    WHERE ca_certificate_valid_until IS NOT NULL;
`;
