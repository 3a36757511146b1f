/**
 * The keys of the console's playground, which belong to no configured consumer. An `EXPIRE_KEYS` revision deletes those that
 * have expired, and with them their entries in the routing table. A key also ends with the session and the access token that it
 * was issued with. `session_id` outlives the session's row: that the row is gone says that the key is over.
 */
export const PLAYGROUND = `
  CREATE TABLE playground_key (
    id uuid PRIMARY KEY,
    key_hash text NOT NULL UNIQUE CHECK (key_hash ~ '^[0-9a-f]{64}$'),
    environment text NOT NULL CHECK (environment IN ('PRODUCTION', 'SANDBOX')),
    expires_at timestamptz NOT NULL,
    session_id uuid,
    access_token_id uuid REFERENCES access_token
  );
  CREATE INDEX playground_key_expires_at ON playground_key (expires_at);
`;
