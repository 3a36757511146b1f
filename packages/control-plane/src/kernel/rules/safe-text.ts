import { z } from 'zod';
import { badInput } from '../errors/domain-error';

const UNSAFE = 'must hold neither a NUL character nor half of a surrogate pair, which Postgres cannot store';
const PROBLEMS_MAX = 50;

/** Text that Postgres can store and compare, as `text` and within `jsonb`. */
export const safeText = z.string().refine((text) => text.isWellFormed() && !text.includes('\0'), { error: UNSAFE });

/**
 * Holds every text within a value against `safeText`, whatever the rules say of it otherwise.
 *
 * @param at where the value stands in the input
 * @throws DomainError BAD_USER_INPUT with the path of each text that is none
 */
export function refuseUnsafeTexts(value: unknown, at: readonly (string | number)[] = []): void {
  const paths: string[] = [];
  collectUnsafe(value, at, paths);
  if (paths.length === 0) return;
  throw badInput(paths.map((path) => ({ path, message: UNSAFE, reason: 'INVALID_FORMAT' })));
}

/** What callers send is as deep as the schema's inputs at most. */
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
