import { insertRows } from '../kernel/database/bulk-rows';
import type { ChangeInProgress, RecordedChange } from './change-in-progress';
import { ChangeEntity } from './change-entity';
import type { ChangeRequest } from './change-request';
import { IMAGE_FORMAT_VERSION } from './image-content';
import { LineageEntity } from './lineage-entity';
import { RevisionEntity } from './revision-entity';

/** The driver writes a list and sends it in one turn of the event loop: 5,000 keys, as a recompilation has, took 6 ms or more. */
const KEYS_PER_STATEMENT = 1_000;

/** Advances the database to the change's revision and records its author, its changes and the entries to publish. */
export async function recordRevision(change: ChangeInProgress, lineage: string, request: ChangeRequest): Promise<void> {
  const { manager, revision } = change;
  const { actor, correlationId } = request.caller;
  await manager.update(LineageEntity, { singleton: true }, { revision });
  await manager.insert(RevisionEntity, {
    number: revision,
    lineage,
    committedAt: change.now,
    actorId: actor.id,
    actorKind: actor.kind,
    actorName: actor.name,
    operation: request.operation,
    comment: request.comment ?? null,
    rolledBackTo: request.rolledBackTo ?? null,
    correlationId,
    changeCount: change.recorded.length,
  });
  await insertRows(
    manager,
    ChangeEntity,
    change.recorded.map((recorded) => changeRow(revision, recorded)),
  );
  const dirtyKeys = [...change.dirtyKeys];
  for (let start = 0; start < dirtyKeys.length; start += KEYS_PER_STATEMENT) {
    await manager.query(
      `INSERT INTO dirty_entry (key, revision) SELECT unnest($1::text[]), $2
       ON CONFLICT (key) DO UPDATE SET revision = excluded.revision`,
      [dirtyKeys.slice(start, start + KEYS_PER_STATEMENT), revision],
    );
  }
}

function changeRow(revision: number, { action, objectId, before, after, beforeRevision }: RecordedChange) {
  const image = after ?? before;
  if (image === null) throw new Error('a change has an image of before, an image of after, or both');
  return {
    revision,
    objectId,
    kind: image.kind,
    action,
    name: image.path.at(-1) ?? '',
    path: [...image.path],
    formatVersion: IMAGE_FORMAT_VERSION,
    beforeValue: before?.value ?? null,
    afterValue: after?.value ?? null,
    afterReferences: after?.references ?? null,
    beforeRevision,
  };
}
