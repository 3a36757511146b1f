import type { ChangeInProgress, RecordedChange } from './change-in-progress';
import type { ChangeRequest } from './change-request';
import { IMAGE_FORMAT_VERSION } from './image-content';
import { REVISION_CHANNEL } from './revision-channel';

/** The driver writes a list and sends it in one turn of the event loop: 5,000 keys, as a recompilation has, took 6 ms or more. */
const KEYS_PER_STATEMENT = 1_000;
/** Their images are written as one JSON text, in one turn of the event loop. */
const CHANGES_PER_STATEMENT = 500;

const INSERT_CHANGES = (revision: string, changes: string) => `
  INSERT INTO change (revision, object_id, kind, action, name, path, format_version, before, after, after_references,
    before_revision)
  SELECT ${revision}::integer, * FROM jsonb_to_recordset(${changes}::jsonb) AS recorded ("objectId" uuid, kind text,
    action text, name text, path text[], "formatVersion" integer, before jsonb, after jsonb, "afterReferences" jsonb,
    "beforeRevision" integer)`;

const INSERT_KEYS = (revision: string, keys: string) => `
  INSERT INTO dirty_entry (key, revision) SELECT unnest(${keys}::text[]), ${revision}::integer
  ON CONFLICT (key) DO UPDATE SET revision = excluded.revision`;

/** Postgres delivers the notification when, and only if, the transaction commits. */
const INSERT_REVISION = `
  WITH advanced AS (UPDATE lineage SET revision = $1::integer),
    made AS (
      INSERT INTO revision (number, lineage, committed_at, actor_id, actor_kind, actor_name, operation, comment,
        rolled_back_to, correlation_id, change_count)
      VALUES ($1::integer, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    ),
    changes AS (${INSERT_CHANGES('$1', '$2')}),
    entries AS (${INSERT_KEYS('$1', '$3')})
  SELECT pg_notify('${REVISION_CHANNEL}', $1::integer::text)`;

/**
 * Advances the database to the change's revision, records its author, its changes and the entries to publish, and
 * announces it: by one statement, unless much changes.
 *
 * @returns the last statement, already sent
 */
export async function recordRevision(
  change: ChangeInProgress,
  lineage: string,
  request: ChangeRequest,
): Promise<{ readonly sent: Promise<unknown> }> {
  const { manager, revision, recorded } = change;
  const { actor, correlationId } = request.caller;
  const keys = [...change.dirtyKeys];
  let sent = manager.query(INSERT_REVISION, [
    revision,
    changesJson(recorded, 0),
    keys.slice(0, KEYS_PER_STATEMENT),
    lineage,
    change.now,
    actor.id,
    actor.kind,
    actor.name,
    request.operation,
    request.comment ?? null,
    request.rolledBackTo ?? null,
    correlationId,
    recorded.length,
  ]);
  for (const [text, parameters] of furtherStatements(change, keys)) {
    await sent;
    sent = manager.query(text, [revision, parameters]);
  }
  return { sent };
}

/** The statements for what does not fit into the first one; each takes the revision and one more parameter. */
function* furtherStatements({ recorded }: ChangeInProgress, keys: readonly string[]): Generator<[string, unknown]> {
  for (let start = CHANGES_PER_STATEMENT; start < recorded.length; start += CHANGES_PER_STATEMENT) {
    yield [INSERT_CHANGES('$1', '$2'), changesJson(recorded, start)];
  }
  for (let start = KEYS_PER_STATEMENT; start < keys.length; start += KEYS_PER_STATEMENT) {
    yield [INSERT_KEYS('$1', '$2'), keys.slice(start, start + KEYS_PER_STATEMENT)];
  }
}

function changesJson(recorded: readonly RecordedChange[], start: number): string {
  return JSON.stringify(recorded.slice(start, start + CHANGES_PER_STATEMENT).map(changeRow));
}

function changeRow({ action, objectId, before, after, beforeRevision }: RecordedChange) {
  const image = after ?? before;
  if (image === null) throw new Error('a change has an image of before, an image of after, or both');
  return {
    objectId,
    kind: image.kind,
    action,
    name: image.path.at(-1) ?? '',
    path: image.path,
    formatVersion: IMAGE_FORMAT_VERSION,
    before: before?.value ?? null,
    after: after?.value ?? null,
    afterReferences: after?.references ?? null,
    beforeRevision,
  };
}
