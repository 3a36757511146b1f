import { NAMED, VERSIONED } from './columns';

/** Who may call the control plane. A presented token is looked up by its hash. */
export const ACCESS_TOKENS = `
  CREATE TABLE access_token (
    id uuid PRIMARY KEY,
    ${NAMED},
    role text NOT NULL CHECK (role IN ('VIEWER', 'EDITOR', 'ADMIN')),
    hint text NOT NULL,
    token_hash text NOT NULL UNIQUE CHECK (token_hash ~ '^[0-9a-f]{64}$'),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    ${VERSIONED},
    CONSTRAINT access_token_name_taken UNIQUE (name_key) DEFERRABLE INITIALLY DEFERRED
  );
`;
