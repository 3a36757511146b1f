import { NAMED, VERSIONED } from './columns';

/**
 * A key is looked up by its hash. "last_used_at" is not configuration: it changes without a revision. "entry_expired" says
 * that a revision has removed the entry of an expired key; the partial index finds the keys for which that is due.
 */
export const CONSUMERS = `
  CREATE TABLE consumer (
    id uuid PRIMARY KEY,
    ${NAMED},
    display_name text NOT NULL,
    enabled boolean NOT NULL,
    trace_allowed boolean NOT NULL,
    ${VERSIONED},
    CONSTRAINT consumer_name_taken UNIQUE (name_key) DEFERRABLE INITIALLY DEFERRED
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
    entry_expired boolean NOT NULL DEFAULT false CHECK (expires_at IS NOT NULL OR NOT entry_expired),
    revoked_at timestamptz,
    last_used_at timestamptz,
    idempotency_key text UNIQUE,
    idempotent_input_hash text,
    ${VERSIONED}
  );
  CREATE INDEX consumer_key_by_consumer ON consumer_key (consumer_id);
  CREATE INDEX consumer_key_to_expire ON consumer_key (expires_at)
    WHERE expires_at IS NOT NULL AND revoked_at IS NULL AND NOT entry_expired;
`;
