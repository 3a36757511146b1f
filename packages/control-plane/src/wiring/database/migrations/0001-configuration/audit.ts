/** Which requests were refused, and whose they were. */
export const AUDIT = `
  CREATE TABLE audit_event (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('FORBIDDEN', 'UNAUTHENTICATED', 'RATE_LIMITED')),
    at timestamptz NOT NULL,
    actor_id text,
    actor_kind text,
    actor_name text,
    operation text,
    required_role text,
    remote_address text,
    correlation_id text NOT NULL
  );
  CREATE INDEX audit_event_at ON audit_event (at);
`;
