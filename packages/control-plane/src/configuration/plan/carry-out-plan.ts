import { forEachInSlices } from '@switchyard/contract';
import type { ConfigurationEntity } from '../../kernel/database/configuration-entity';
import { taken } from '../../kernel/rules/taken';
import type { Kind } from '../../objects/kind/kind';
import { KindRows } from '../../objects/kind/kind-rows';
import { kindOf, KINDS } from '../../objects/kinds';
import { NameIndex } from './name-index';
import type { ChangesPlanned, PlannedChange } from './plan-changes';
import { type PlanContext, type PlanInput, refuse } from './plan-context';
import { PlanDraft } from './plan-draft';
import { AllRowsOfPlan, RowsOfPlan } from './planned-rows';
import { Problems } from '../../kernel/rules/problems';
import { writeRows } from './write-rows';

/**
 * Carries out a plan within a change: checks the mutations' rules on all of it, writes rows in bulk, and records what
 * changes. Names, base paths and primary models may be swapped.
 *
 * @throws DomainError BAD_USER_INPUT with all problems; CONFLICT if an object that the plan does not change has a
 *   desired name, or if an object that the plan deletes is in use
 */
export async function carryOutPlan(input: PlanInput, planned: ChangesPlanned): Promise<void> {
  const names = new NameIndex(planned);
  refuseClashes(names);
  const context: PlanContext = { ...input, names, problems: new Problems() };
  const { all, after } = await draftRows(context, planned);
  for (const kind of KINDS) kind.checkTogether?.(all.of(kind), all);
  context.problems.throwIfAny();
  for (const kind of KINDS) kind.updateDependents?.(all.of(kind), all, context.change);
  await writeRows(context.change, all, context.rows);
  for (const kind of KINDS) record(context, kind, all.of(kind), after);
  for (const kind of KINDS) {
    const { created, updated, deleted, after: rows } = all.of(kind);
    kind.touchEntries(context.change, [...created, ...updated, ...deleted], context.rows.of(kind), rows);
  }
}

function refuseClashes({ clashes }: NameIndex): void {
  const [clash] = clashes;
  if (clash === undefined) return;
  const name = clash.desired.path.at(-1) ?? '';
  throw taken('name', name, { id: clash.id, name }, clash.desired.kind);
}

/** All rows according to the plan; `after` has those of each kind after the change. */
interface DraftedRows {
  readonly all: AllRowsOfPlan;
  readonly after: KindRows;
}

/** Adds the problems of rows to the context, and omits rows that are too invalid to be made. */
async function draftRows(context: PlanContext, { changes }: ChangesPlanned): Promise<DraftedRows> {
  const changesOf = Map.groupBy(changes, ({ kind }) => kindOf(kind));
  const [all, after] = [new AllRowsOfPlan(), new KindRows()];
  for (const kind of KINDS) {
    const rows = await draftKind(context, kind, changesOf.get(kind) ?? [], after);
    all.set(kind, rows);
    after.set(kind, rows.after);
  }
  return { all, after };
}

/** A plan may have a hundred thousand changes, so this yields to the event loop after each slice of them. */
async function draftKind<E extends ConfigurationEntity>(
  context: PlanContext,
  kind: Kind<E>,
  changes: readonly PlannedChange[],
  after: KindRows,
): Promise<RowsOfPlan<E>> {
  const present = context.rows.of(kind);
  const rows = new RowsOfPlan(present, (change, problem) => refuse(context, change, problem));
  await forEachInSlices(changes, (change) => {
    if (change.desired === null || change.after === null) {
      const deleted = present.get(change.present?.id ?? '');
      if (deleted !== undefined) rows.delete(deleted);
      return;
    }
    const isUnchanged = change.action === 'UNCHANGED';
    if (isUnchanged && kind.checkAny === undefined) return;
    const draft = new PlanDraft(context, kind, change, change.desired, change.after, after);
    kind.checkAny?.(draft);
    const row = isUnchanged ? null : kind.rowOf(draft);
    if (row !== null) rows.put(row, change);
  });
  return rows;
}

function record<E extends ConfigurationEntity>(
  { change, rows: before }: PlanContext,
  kind: Kind<E>,
  rows: RowsOfPlan<E>,
  after: KindRows,
): void {
  for (const row of rows.created) change.created(row, kind.imageOf(row, after));
  for (const row of rows.updated) {
    if (!rows.isPlanned(row)) continue;
    const old = before.get(kind, row.id);
    change.updated(row, old.version, kind.imageOf(old, before), kind.imageOf(row, after));
  }
  for (const row of rows.deleted) change.deleted(row, kind.imageOf(row, before));
}
