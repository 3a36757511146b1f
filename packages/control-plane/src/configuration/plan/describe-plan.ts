import { createHash } from 'node:crypto';
import type { ChangeWarning } from '../../kernel/graphql/change-warning';
import type { ChangePlan, PlanItem } from './change-plan';
import type { ChangesPlanned, PlannedChange } from './plan-changes';

/** A plan before it is carried out; its warnings are known afterwards. */
export type PlanInProgress = Omit<ChangePlan, 'warnings'>;

/** A plan as callers see it. */
export function describePlan({ changes }: ChangesPlanned, baseRevision: number): PlanInProgress {
  const changing = changes.filter(({ action }) => action !== 'UNCHANGED');
  const id = digestOf(changing);
  const count = (action: PlannedChange['action']) => changes.filter((change) => change.action === action).length;
  return {
    id,
    baseRevision,
    isEmpty: changing.length === 0,
    createCount: count('CREATE'),
    updateCount: count('UPDATE'),
    deleteCount: count('DELETE'),
    unchangedCount: count('UNCHANGED'),
    allItems: itemsOf(id, changes),
  };
}

/** A change with its plan, which has the warnings of the change. */
export function withWarnings<T extends { readonly plan: PlanInProgress; readonly warnings: ChangeWarning[] }>(
  outcome: T,
): T & { readonly plan: ChangePlan } {
  return { ...outcome, plan: { ...outcome.plan, warnings: outcome.warnings } };
}

/** Of credentials it has only what the differences show: that they change. */
function digestOf(changing: readonly PlannedChange[]): string {
  const content = changing.map(({ action, kind, path, present, desired, differences }) => [
    action,
    kind,
    path,
    present?.id ?? desired?.id ?? null,
    differences,
  ]);
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url');
}

function itemsOf(planId: string, changes: readonly PlannedChange[]): PlanItem[] {
  const seen = new Map<string, number>();
  return changes.map(({ action, kind, path, present, differences }) => {
    const place = [planId, kind, ...path].join(':');
    // An object replaced by another of the same name occurs twice: once deleted, once created.
    const before = seen.get(place) ?? 0;
    seen.set(place, before + 1);
    const id = before === 0 ? place : `${place}:${before}`;
    return { id, action, kind, objectId: present?.id ?? null, path: [...path], differences: [...differences] };
  });
}
