/**
 * Which batches were absorbed, of each start of a data plane; times of which not all is known; and batches that could not be
 * absorbed, with their bytes, because their content is at fault.
 */
export const USAGE_INTAKE = `
  CREATE TABLE usage_source (
    incarnation uuid PRIMARY KEY,
    data_plane_id uuid NOT NULL,
    absorbed int8multirange NOT NULL DEFAULT '{}',
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    dropped_rows bigint NOT NULL DEFAULT 0,
    dropped_records bigint NOT NULL DEFAULT 0
  );
  CREATE INDEX usage_source_last_at ON usage_source (last_at);

  CREATE TABLE usage_gap (
    id uuid PRIMARY KEY,
    data_plane_id uuid NOT NULL,
    cause text NOT NULL,
    worker integer,
    from_at timestamptz NOT NULL,
    to_at timestamptz NOT NULL,
    batches bigint
  );
  CREATE INDEX usage_gap_to_at ON usage_gap (to_at, id);

  CREATE TABLE usage_rejected (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    subject text NOT NULL,
    reason text NOT NULL,
    bytes bytea NOT NULL
  );
  CREATE INDEX usage_rejected_at ON usage_rejected (at);
`;
