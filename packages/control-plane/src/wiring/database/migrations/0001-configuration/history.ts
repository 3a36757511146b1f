import { COMPILER_VERSION } from '../../../../publication/compiler-version';

/**
 * Every change locks the one row of "lineage" first, so revisions have no gaps and rules are checked one change at a time.
 *
 * An image in "change" names other objects; "after_references" holds their ids in the same shape, so that the names as of
 * any later revision can be told. One partial index finds the latest change of each object before a revision; keys and
 * tokens are not part of a past state. The other one lists the history without the revisions that the system made.
 *
 * "commit_id" tells a revision from another one of the same number, which a database that was restored from an older backup
 * commits.
 *
 * A new database has nothing to compile anew, so it starts with the version of the compiler that creates it.
 */
export const HISTORY = `
  CREATE TABLE lineage (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    id uuid NOT NULL,
    revision integer NOT NULL CHECK (revision >= 0),
    compiler_version integer NOT NULL,
    recompile_requested boolean NOT NULL DEFAULT false,
    dirty_since integer NOT NULL DEFAULT 0
  );
  INSERT INTO lineage (id, revision, compiler_version) VALUES (gen_random_uuid(), 0, ${COMPILER_VERSION});

  CREATE TABLE left_lineage (
    id uuid PRIMARY KEY,
    left_at timestamptz NOT NULL DEFAULT clock_timestamp()
  );

  CREATE TABLE revision (
    number integer PRIMARY KEY,
    lineage uuid NOT NULL,
    commit_id uuid NOT NULL DEFAULT gen_random_uuid(),
    committed_at timestamptz NOT NULL,
    actor_id text NOT NULL,
    actor_kind text NOT NULL,
    actor_name text NOT NULL,
    operation text NOT NULL,
    comment text,
    correlation_id text NOT NULL,
    change_count integer NOT NULL,
    rolled_back_to integer REFERENCES revision (number),
    CONSTRAINT revision_rolled_back_to_earlier CHECK (rolled_back_to < number)
  );
  CREATE INDEX revision_not_by_system ON revision (number) WHERE actor_kind <> 'SYSTEM';

  CREATE TABLE change (
    revision integer NOT NULL REFERENCES revision (number),
    object_id uuid NOT NULL,
    kind text NOT NULL,
    action text NOT NULL CHECK (action IN ('CREATE', 'UPDATE', 'DELETE')),
    name text COLLATE "C" NOT NULL,
    path text[] COLLATE "C" NOT NULL,
    format_version integer NOT NULL,
    before jsonb,
    after jsonb,
    after_references jsonb,
    before_revision integer,
    PRIMARY KEY (revision, object_id),
    CONSTRAINT change_references CHECK ((after IS NULL) = (after_references IS NULL))
  );
  CREATE INDEX change_object ON change (object_id, revision);
  CREATE INDEX change_of_configuration ON change (object_id, revision DESC)
    WHERE kind NOT IN ('CONSUMER_KEY', 'ACCESS_TOKEN');

  CREATE TABLE dirty_entry (
    key text PRIMARY KEY,
    revision integer NOT NULL
  );
  CREATE INDEX dirty_entry_revision ON dirty_entry (revision);
`;
