import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Access tokens, and the audit trail of refusals. */
export class AccessTokensAndAudit0003 implements MigrationInterface {
  // TypeORM orders migrations by the digits at the end of their names.
  readonly name = 'AccessTokensAndAudit1760000000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [ACCESS_TOKENS, AUDIT_EVENTS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_event, access_token');
  }
}

// Tokens are looked up by the unique hash.
const ACCESS_TOKENS = `
  CREATE TABLE access_token (
    id uuid PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    role text NOT NULL CHECK (role IN ('VIEWER', 'EDITOR', 'ADMIN')),
    hint text NOT NULL,
    token_hash text NOT NULL UNIQUE CHECK (token_hash ~ '^[0-9a-f]{64}$'),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT access_token_name_taken UNIQUE (name) DEFERRABLE INITIALLY DEFERRED
  );
`;

const AUDIT_EVENTS = `
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
