import { z } from 'zod';
import { badInput } from '../errors/domain-error';

const UNSAFE = 'must not contain a NUL character or an unpaired surrogate, which Postgres cannot store';
const PROBLEMS_MAX = 50;

/** Text that Postgres can store and compare, as `text` and within `jsonb`. */
export const safeText = z.string().refine(isSafe, { error: UNSAFE });

function isSafe(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/**
 * Checks every text in a value against `safeText`, independently of other rules.
 *
 * @param at the path of the value in the input
 * @throws DomainError BAD_USER_INPUT with the path of each unsafe text
 */
export function refuseUnsafeTexts(value: unknown, at: readonly (string | number)[] = []): void {
  const paths: string[] = [];
  collectUnsafe(value, [...at], paths);
  if (paths.length === 0) return;
  throw badInput(paths.map((path) => ({ path, message: UNSAFE, reason: 'INVALID_FORMAT' })));
}

/**
 * The recursion is bounded: inputs are at most as deep as the schema's input types, and manifests as their reader allows.
 *
 * @param at the path of the value; as it was when this returns, because a path of its own for each value would cost more
 *   than the check
 */
function collectUnsafe(value: unknown, at: (string | number)[], paths: string[]): void {
  if (paths.length === PROBLEMS_MAX) return;
  if (typeof value === 'string') {
    if (!isSafe(value)) paths.push(at.join('.'));
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const items: Iterable<[string | number, unknown]> = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [member, item] of items) {
    at.push(member);
    collectUnsafe(item, at, paths);
    at.pop();
  }
}
