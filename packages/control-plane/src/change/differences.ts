import type { FieldDifference } from './change';

/** The differences between two JSON values, leaf by leaf, with paths such as `production.targets.0.weight`. */
export function differencesBetween(before: unknown, after: unknown, path: readonly string[] = []): FieldDifference[] {
  if (isBranch(before) || isBranch(after)) {
    const left = isBranch(before) ? before : {};
    const right = isBranch(after) ? after : {};
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    if (keys.length > 0) return keys.flatMap((key) => differencesBetween(left[key], right[key], [...path, key]));
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [{ path: path.join('.'), before: before ?? null, after: after ?? null }];
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
