/**
 * Operators who have signed in at the console. A session is of an access token, or of the administrator token; then
 * `administrator_proof` is an HMAC of that token with the session's secret.
 */
export const SESSIONS = `
  CREATE TABLE console_session (
    id uuid PRIMARY KEY,
    secret_hash text NOT NULL UNIQUE CHECK (secret_hash ~ '^[0-9a-f]{64}$'),
    access_token_id uuid REFERENCES access_token ON DELETE CASCADE,
    administrator_proof text,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CHECK ((access_token_id IS NULL) <> (administrator_proof IS NULL))
  );
  CREATE INDEX console_session_access_token ON console_session (access_token_id);
  CREATE INDEX console_session_expires_at ON console_session (expires_at);
  CREATE TABLE console_sign_in_link (
    secret_hash text PRIMARY KEY CHECK (secret_hash ~ '^[0-9a-f]{64}$'),
    administrator_proof text NOT NULL,
    expires_at timestamptz NOT NULL
  );
`;
