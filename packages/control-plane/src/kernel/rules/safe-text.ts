import { z } from 'zod';
import { badInput } from '../errors/domain-error';

const UNSAFE = 'must not contain a NUL character or an unpaired surrogate, which Postgres cannot store';
const PROBLEMS_MAX = 50;

/** Text that Postgres can store and compare, as `text` and within `jsonb`. */
export const safeText = z.string().refine((text) => text.isWellFormed() && !text.includes('\0'), { error: UNSAFE });

/**
 * Checks every text in a value against `safeText`, independently of other rules.
 *
 * @param at the path of the value in the input
 * @throws DomainError BAD_USER_INPUT with the path of each unsafe text
 */
export function refuseUnsafeTexts(value: unknown, at: readonly (string | number)[] = []): void {
  const paths: string[] = [];
  collectUnsafe(value, at, paths);
  if (paths.length === 0) return;
  throw badInput(paths.map((path) => ({ path, message: UNSAFE, reason: 'INVALID_FORMAT' })));
}

/** The recursion is bounded: inputs are at most as deep as the schema's input types. */
function collectUnsafe(value: unknown, at: readonly (string | number)[], paths: string[]): void {
  if (paths.length === PROBLEMS_MAX) return;
  if (typeof value === 'string') {
    if (!safeText.safeParse(value).success) paths.push(at.join('.'));
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collectUnsafe(item, [...at, index], paths);
  } else if (typeof value === 'object' && value !== null) {
    for (const [member, item] of Object.entries(value)) collectUnsafe(item, [...at, member], paths);
  }
}
