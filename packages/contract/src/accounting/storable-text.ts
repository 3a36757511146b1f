import { z } from 'zod';

/**
 * Text that Postgres can store, on its own and within JSON: without NUL and without half of a surrogate pair. A data plane
 * takes such characters out of what others wrote before it reports it.
 *
 * @param lengthMax in UTF-16 code units
 */
export function storableText(lengthMax: number): z.ZodString {
  return z.string().max(lengthMax).refine(isStorable, 'must not contain NUL or half of a surrogate pair');
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
