import type { FieldDifference } from './change';

/**
 * The differences between two JSON values, leaf by leaf, with paths such as `production.targets.0.weight`. A member that is
 * absent counts as null, so a created or deleted object has no difference where it has null.
 */
export function differencesBetween(before: unknown, after: unknown, path: readonly string[] = []): FieldDifference[] {
  if (isBranch(before) || isBranch(after)) {
    const left = isBranch(before) ? before : {};
    const right = isBranch(after) ? after : {};
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    if (keys.length > 0) return keys.flatMap((key) => differencesBetween(left[key], right[key], [...path, key]));
  }
  const [left, right] = [before ?? null, after ?? null];
  if (left === right || JSON.stringify(left) === JSON.stringify(right)) return [];
  return [{ path: path.join('.'), before: left, after: right }];
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
