import { createHash } from 'node:crypto';
import type { ChangeWarning } from '../../kernel/graphql/change-warning';
import type { FieldDifference } from '../../change/change';
import type { ChangePlan, PlanItem } from './change-plan';
import type { ConfiguredObject } from './configuration';
import type { ChangesPlanned, PlannedChange } from './plan-changes';

/** The member of an endpoint's image that says whether a credential is set and whether it changes. */
const CREDENTIAL = 'credential';

/** A plan before it is carried out; its warnings are known afterwards. */
export type PlanInProgress = Omit<ChangePlan, 'warnings'>;

/**
 * A plan as callers see it.
 *
 * @param givenOf what the caller's input says of a desired object; undefined if the input does not describe objects
 */
export function describePlan(
  { changes }: ChangesPlanned,
  baseRevision: number,
  givenOf: (object: ConfiguredObject) => unknown = () => undefined,
): PlanInProgress {
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
    allItems: itemsOf(id, changes, givenOf),
  };
}

/** A change with its plan, which has the warnings of the change. */
export function withWarnings<T extends { readonly plan: PlanInProgress; readonly warnings: ChangeWarning[] }>(
  outcome: T,
): T & { readonly plan: ChangePlan } {
  return { ...outcome, plan: { ...outcome.plan, warnings: outcome.warnings } };
}

function digestOf(changing: readonly PlannedChange[]): string {
  const content = changing.flatMap((change) => {
    const { action, kind, path, present, desired } = change;
    const differences = identifyingDifferences(change);
    if (action === 'UPDATE' && differences.length === 0) return [];
    return [[action, kind, path, present?.id ?? desired?.id ?? null, differences]];
  });
  // Hexadecimal, because a value that begins with a dash reads like an option on a command line.
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/** Only callers who send credentials learn whether they are set or change; that one is removed is known to all. */
function identifyingDifferences({ kind, action, differences }: PlannedChange): readonly FieldDifference[] {
  if (kind !== 'ENDPOINT' || action === 'DELETE') return differences;
  return differences.filter(
    ({ path, before, after }) => !path.startsWith(`${CREDENTIAL}.`) || (before === true && after === false),
  );
}

function itemsOf(
  planId: string,
  changes: readonly PlannedChange[],
  givenOf: (object: ConfiguredObject) => unknown,
): PlanItem[] {
  const seen = new Map<string, number>();
  return changes.map(({ action, kind, path, present, desired, differences }) => {
    const place = [planId, kind, ...path].join(':');
    // An object replaced by another of the same name occurs twice: once deleted, once created.
    const before = seen.get(place) ?? 0;
    seen.set(place, before + 1);
    const id = before === 0 ? place : `${place}:${before}`;
    return {
      id,
      action,
      kind,
      objectId: present?.id ?? null,
      path: [...path],
      differences: [...differences],
      // Made when it is asked for: a plan may create a hundred thousand objects.
      get defaults() {
        const given = action === 'CREATE' && desired !== null ? givenOf(desired) : undefined;
        if (given === undefined) return [];
        return differences.flatMap((difference) => (isGiven(given, difference.path) ? [] : [difference.path]));
      },
    };
  });
}

/** Whether an input has the member at a path; the value of a member that it has in another form counts as given. */
function isGiven(given: unknown, path: string): boolean {
  let value = given;
  const parts = path.split('.');
  for (const [index, part] of parts.entries()) {
    if (typeof value !== 'object' || value === null) return value !== undefined;
    // A label's key may contain dots.
    if (Object.hasOwn(value, parts.slice(index).join('.'))) return true;
    if (!Object.hasOwn(value, part)) return false;
    value = Reflect.get(value, part);
  }
  return true;
}
