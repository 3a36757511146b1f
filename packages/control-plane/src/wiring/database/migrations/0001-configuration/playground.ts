/**
 * The keys of the console's playground, which belong to no configured consumer. An `EXPIRE_KEYS` revision deletes those that
 * have expired, and with them their entries in the routing table.
 */
export const PLAYGROUND = `
  CREATE TABLE playground_key (
    id uuid PRIMARY KEY,
    key_hash text NOT NULL UNIQUE CHECK (key_hash ~ '^[0-9a-f]{64}$'),
    environment text NOT NULL CHECK (environment IN ('PRODUCTION', 'SANDBOX')),
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX playground_key_expires_at ON playground_key (expires_at);
`;
