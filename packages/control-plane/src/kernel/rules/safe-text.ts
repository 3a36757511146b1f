import { z } from 'zod';
import { badInput } from '../errors/domain-error';
import type { FieldProblem } from '../errors/error-extensions';
import { isMisplacedReference, MISPLACED_REFERENCE } from './misplaced-reference';

const UNSAFE = 'must not contain a NUL character or an unpaired surrogate, which Postgres cannot store';
const PROBLEMS_MAX = 50;

/** Text that Postgres can store and compare, as `text` and within `jsonb`. */
export const safeText = z.string().refine(isSafe, { error: UNSAFE });

function isSafe(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/**
 * Checks every text in a value against `safeText`, and that none is a misplaced reference, independently of other rules.
 *
 * @param at the path of the value in the input
 * @throws DomainError BAD_USER_INPUT with the path of each unsafe text
 */
export function refuseUnsafeTexts(value: unknown, at: readonly (string | number)[] = []): void {
  const problems: FieldProblem[] = [];
  collectUnsafe(value, [...at], problems);
  if (problems.length > 0) throw badInput(problems);
}

/**
 * The recursion is bounded: inputs are at most as deep as the schema's input types, and manifests as their reader allows.
 *
 * @param at the path of the value; as it was when this returns, because a path of its own for each value would cost more
 *   than the check
 */
function collectUnsafe(value: unknown, at: (string | number)[], problems: FieldProblem[]): void {
  if (problems.length === PROBLEMS_MAX) return;
  if (typeof value === 'string') {
    if (!isSafe(value)) problems.push({ path: at.join('.'), message: UNSAFE, reason: 'INVALID_FORMAT' });
    else if (isMisplacedReference(value, at.at(-1)))
      problems.push({ path: at.join('.'), message: MISPLACED_REFERENCE, reason: 'NOT_ALLOWED' });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const items: Iterable<[string | number, unknown]> = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [member, item] of items) {
    at.push(member);
    collectUnsafe(item, at, problems);
    at.pop();
  }
}
