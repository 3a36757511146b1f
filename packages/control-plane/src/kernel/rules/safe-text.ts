import { z } from 'zod';
import { type JudgeText, refuseTexts } from './text-problems';

const UNSAFE = 'must not contain a NUL character or an unpaired surrogate, which Postgres cannot store';

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
  refuseTexts(value, at, judgeSafety);
}

/** What is wrong with a text that Postgres cannot store. */
export const judgeSafety: JudgeText = (text) => (isSafe(text) ? null : { message: UNSAFE, reason: 'INVALID_FORMAT' });
