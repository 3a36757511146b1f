import { z } from 'zod';
import { problem } from './check-input';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
const VISIBLE = /^[^\s\p{C}]{1,128}$/u;
const PRINTABLE = /^[^\p{Cc}]*$/u;
const DISPLAY_NAME_LENGTH_MAX = 200;
const COMMENT_LENGTH_MAX = 500;

/** The name of any object except a model. */
export const nameSchema = z
  .string()
  .regex(NAME, 'must be 1 to 63 letters, digits, `.`, `_` or `-`, the first a letter or digit, such as `support-chat`');
/** Vendors choose the names of models, so only names that cannot be sent in a request are refused. */
export const modelNameSchema = z
  .string()
  .regex(VISIBLE, 'must be 1 to 128 visible characters without whitespace')
  .refine((name) => name !== '.' && name !== '..', 'must not be a dot segment, which a path cannot contain');
export const displayNameSchema = z
  .string()
  .regex(PRINTABLE, 'must not contain control characters')
  .min(1)
  .max(DISPLAY_NAME_LENGTH_MAX);
export const commentSchema = z.string().max(COMMENT_LENGTH_MAX).nullish();
/** An id. UUIDs are case-insensitive, and Postgres returns them in lower case. */
export const idSchema = z.string().transform((id) => id.toLowerCase());
export const expectedVersionSchema = z.int().nullish();

/** A field of a create mutation with a default: null and absence both mean the default. */
export function orDefault<T, I>(rule: z.ZodType<T, I>, value: T) {
  return rule.nullish().transform((given): T => given ?? value);
}

/** A field of an update: absence leaves the value unchanged, null resets it to the default. */
export function patchOrDefault<T>(rule: z.ZodType<T>, value: T) {
  return rule.nullish().transform((given): T | undefined => (given === null ? value : given));
}

/** A field of an update without a default: null is refused. */
export function patch<T>(rule: z.ZodType<T>) {
  return rule.nullish().transform((given, context): T | undefined => {
    if (given !== null) return given;
    context.addIssue(problem('REQUIRED', 'must not be null: it has no default'));
    return z.NEVER;
  });
}
