import type { FieldProblem } from '../../kernel/errors/error-extensions';
import { labelsIn } from '../../objects/labels/keep-labels';
import type { Labels } from '../../objects/labels/label-rules';
import type { LabelSelector } from '../../objects/labels/label-selector';
import { kindOf } from '../../objects/kinds';
import type { Configuration, ConfiguredObject } from './configuration';
import { keyOf } from './match-objects';
import type { ChangesPlanned, PlannedChange } from './plan-changes';

/** The objects that a selector matches, with all that stands within them. */
export function selectedPart({ objects }: Configuration, selector: LabelSelector): Configuration {
  const matching = objects.filter((object) => isLabelled(object) && selector.matches(labelsIn(object.value)));
  const keys = new Set(matching.map(({ kind, path }) => keyOf(kind, path)));
  return { objects: objects.filter((object) => keys.has(ownerKey(object))) };
}

/** The provider of that name, with all that stands within it; empty if there is none. */
export function providerPart({ objects }: Configuration, name: string): Configuration {
  const key = keyOf('PROVIDER', [name]);
  return { objects: objects.filter((object) => ownerKey(object) === key) };
}

/** Whether a selector lets a plan delete an object. What stands within another object is that object's. */
export function mayDelete(selector: LabelSelector, object: ConfiguredObject): boolean {
  return !isLabelled(object) || selector.matches(labelsIn(object.value));
}

/** Why desired objects may not be applied with a selector; paths are relative to the object. */
export function unselected(
  { changes }: ChangesPlanned,
  selector: LabelSelector,
): (FieldProblem & { readonly object: ConfiguredObject })[] {
  return changes.flatMap((change) => {
    const { desired } = change;
    if (desired === null || !isLabelled(desired)) return [];
    const problem = problemOf(change, selector);
    if (problem === null) return [];
    const { path, message, reason } = problem;
    return [{ object: desired, path, message, reason }];
  });
}

function problemOf({ present, after }: PlannedChange, selector: LabelSelector): FieldProblem | null {
  const others = selector.conflictsIn(labelsIn(present?.value));
  if (Object.keys(others).length > 0) {
    const message =
      `belongs to others: it has ${described(others)}, which the selector ${selector.text} does not match. ` +
      'Remove it from this manifest, or apply it once without the selector to take it over';
    return { path: 'name', message, reason: 'NOT_SELECTED' };
  }
  if (selector.matches(labelsIn(after ?? undefined))) return null;
  const message = `must match the selector ${selector.text}: correct the labels, or apply the object without the selector`;
  return { path: 'labels', message, reason: 'NOT_SELECTED' };
}

function described(labels: Labels): string {
  const list = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return `the label${list.length === 1 ? '' : 's'} ${list.join(', ')}`;
}

/** Objects in the sections of a manifest have labels, and those in lists within them have none. */
function isLabelled({ kind }: ConfiguredObject): boolean {
  return kindOf(kind).owners.length === 0;
}

/** The key of the object in whose item it is written: its own, or that of its first owner. */
function ownerKey({ kind, path }: ConfiguredObject): string {
  const [owner] = kindOf(kind).owners;
  return owner === undefined ? keyOf(kind, path) : keyOf(owner, [path[0] ?? '']);
}
