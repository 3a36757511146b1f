import { Any, type FindOptionsWhere } from 'typeorm';
import type { ChangeInProgress } from '../../change/change-in-progress';
import { insertRows, overwriteRows } from '../../kernel/database/bulk-rows';
import type { ConfigurationEntity } from '../../kernel/database/configuration-entity';
import type { Kind, PlannedRows, RowsByKind } from '../../objects/kind/kind';
import { KINDS } from '../../objects/kinds';
import { refuseInUse } from '../../objects/references/refuse-in-use';
import type { AllRowsOfPlan } from './planned-rows';

const USED_IN_MESSAGE_MAX = 3;

/**
 * Writes and deletes the rows of a plan, by a constant number of statements in slices. Rows are created after the rows
 * that they refer to and deleted before them; only the constraints on names are deferred to the end. Rows that may
 * not be deleted while in use are deleted last, when nothing that the plan deletes or updates uses them any more.
 *
 * @param present the rows before the plan
 * @throws DomainError CONFLICT, reason IN_USE
 */
export async function writeRows(change: ChangeInProgress, all: AllRowsOfPlan, present: RowsByKind): Promise<void> {
  const inReverse = KINDS.toReversed();
  const usable = inReverse.filter(({ refusesDeletionInUse }) => refusesDeletionInUse);
  const others = inReverse.filter(({ refusesDeletionInUse }) => !refusesDeletionInUse);
  for (const kind of others) await remove(change, kind, all.of(kind).deleted);
  for (const kind of KINDS) await write(change, kind, all.of(kind));
  await refuseUsed(change, usable.toReversed(), all, present);
  for (const kind of usable) await remove(change, kind, all.of(kind).deleted);
}

async function write<E extends ConfigurationEntity>(
  { manager }: ChangeInProgress,
  kind: Kind<E>,
  { created, updated }: PlannedRows<E>,
): Promise<void> {
  if (kind.write !== undefined) return kind.write(manager, created, updated);
  await insertRows(manager, kind.entity, created);
  await overwriteRows(manager, kind.entity, updated);
}

async function remove<E extends ConfigurationEntity>(
  change: ChangeInProgress,
  kind: Kind<E>,
  rows: readonly E[],
): Promise<void> {
  if (rows.length === 0) return;
  await kind.beforeDelete?.(change, rows);
  await change.manager.delete(kind.entity, { id: Any(rows.map(({ id }) => id)) } as FindOptionsWhere<E>);
}

/** @throws DomainError CONFLICT, reason IN_USE, if a remaining object uses a deleted one */
async function refuseUsed(
  { manager }: ChangeInProgress,
  kinds: readonly Kind[],
  all: AllRowsOfPlan,
  present: RowsByKind,
): Promise<void> {
  const deleted = kinds.flatMap((kind) => all.of(kind).deleted.map((row) => ({ kind, row, id: row.id })));
  if (deleted.length === 0) return;
  const subject = (usedIds: ReadonlySet<string>) => {
    const used = deleted.filter(({ id }) => usedIds.has(id));
    const named = used
      .slice(0, USED_IN_MESSAGE_MAX)
      .map(({ kind, row }) => `the ${kind.label} ${JSON.stringify(kind.imageOf(row, present).path.at(-1))}`);
    const more = used.length > USED_IN_MESSAGE_MAX ? ` and ${used.length - USED_IN_MESSAGE_MAX} more` : '';
    const list = named.join(', ').replace(/^the/, 'The');
    return `${list}${more}, which this change deletes, ${used.length === 1 ? 'is' : 'are'}`;
  };
  const ids = deleted.map(({ id }) => id);
  await refuseInUse(manager, subject, ids, 'Remove it from those first, or in the same change.');
}
