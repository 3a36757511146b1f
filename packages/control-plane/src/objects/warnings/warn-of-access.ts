import type { ChangeInProgress, RecordedChange } from '../../change/change-in-progress';
import type { ChangeWarning } from '../../kernel/graphql/change-warning';
import { idIn, member, quoted, warningAbout } from './warning-about';

/** Warns of consumers that lose access, and of AI APIs that no consumer can call yet. */
export function warnOfAccess({ recorded, now }: ChangeInProgress): ChangeWarning[] {
  const deleted = recorded.filter(({ action }) => action === 'DELETE');
  return [...keysRevoked(deleted, now), ...accessRevoked(deleted), ...accessMissing(recorded)];
}

function keysRevoked(deleted: readonly RecordedChange[], now: Date): ChangeWarning[] {
  const active = deleted.filter(({ before }) => before?.kind === 'CONSUMER_KEY' && isActive(before.value, now));
  const ofConsumer = Map.groupBy(active, ({ before }) => before && idIn(before, 'consumer'));
  return deleted.flatMap(({ objectId, before }) => {
    const count = ofConsumer.get(objectId)?.length ?? 0;
    if (before?.kind !== 'CONSUMER' || count === 0) return [];
    const keys = count === 1 ? 'its active key is' : `its ${count} active keys are`;
    return [warningAbout(before, 'KEYS_REVOKED', `The consumer ${quoted(before)} is deleted, and ${keys} revoked.`)];
  });
}

function isActive(key: object, now: Date): boolean {
  const [revokedAt, expiresAt] = [member(key, 'revokedAt'), member(key, 'expiresAt')];
  return revokedAt === null && (typeof expiresAt !== 'string' || new Date(expiresAt) > now);
}

function accessRevoked(deleted: readonly RecordedChange[]): ChangeWarning[] {
  const gone = new Set(deleted.map(({ objectId }) => objectId));
  const lost = deleted.filter(
    ({ before }) => before?.kind === 'ACCESS_GRANT' && !gone.has(idIn(before, 'consumer') ?? ''),
  );
  const ofAiApi = Map.groupBy(lost, ({ before }) => before && idIn(before, 'aiApi'));
  return deleted.flatMap(({ objectId, before }) => {
    const count = ofAiApi.get(objectId)?.length ?? 0;
    if (before?.kind !== 'AI_API' || count === 0) return [];
    const who = count === 1 ? 'A consumer loses' : `${count} consumers lose`;
    const message = `${who} access to the AI API ${quoted(before)}, which is deleted.`;
    return [warningAbout(before, 'ACCESS_REVOKED', message)];
  });
}

/** A new AI API has only the grants that are created with it. */
function accessMissing(recorded: readonly RecordedChange[]): ChangeWarning[] {
  const created = recorded.filter(({ action }) => action === 'CREATE');
  const granted = new Set(
    created.flatMap(({ after }) => (after?.kind === 'ACCESS_GRANT' ? [idIn(after, 'aiApi')] : [])),
  );
  return created.flatMap(({ objectId, after }) => {
    if (after?.kind !== 'AI_API' || granted.has(objectId)) return [];
    return [warningAbout(after, 'ACCESS_MISSING', `No consumer has access to the AI API ${quoted(after)} yet.`)];
  });
}
