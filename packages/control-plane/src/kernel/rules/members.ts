import { z } from 'zod';
import { problem } from './check-input';

const SLUG = /^[a-z0-9][a-z0-9._-]{0,62}$/;
const VISIBLE = /^[^\s\p{C}]{1,128}$/u;
const PRINTABLE = /^[^\p{Cc}]*$/u;
const DISPLAY_NAME_LENGTH_MAX = 200;
const COMMENT_LENGTH_MAX = 500;

/** The name of everything but a model. */
export const slugSchema = z.string().regex(SLUG, `must match ${SLUG.source}, such as \`support-chat\``);
/** Vendors name models as they like, so only what could not stand in a request is refused. */
export const modelNameSchema = z
  .string()
  .regex(VISIBLE, 'must be 1 to 128 visible characters without whitespace')
  .refine((name) => name !== '.' && name !== '..', 'must not be a dot segment, which no path can hold');
export const displayNameSchema = z
  .string()
  .regex(PRINTABLE, 'must not contain control characters')
  .min(1)
  .max(DISPLAY_NAME_LENGTH_MAX);
export const commentSchema = z.string().max(COMMENT_LENGTH_MAX).nullish();
export const expectedVersionSchema = z.int().nullish();

/** A member of a create mutation that has a default: null means the default, as absence does. */
export function orDefault<T, I>(rule: z.ZodType<T, I>, value: T) {
  return rule.nullish().transform((given): T => given ?? value);
}

/** A member of an update: absent it stays as it is, and null puts back the default. */
export function patchOrDefault<T>(rule: z.ZodType<T>, value: T) {
  return rule.nullish().transform((given): T | undefined => (given === null ? value : given));
}

/** A member of an update that has no default to put back. */
export function patch<T>(rule: z.ZodType<T>) {
  return rule.nullish().transform((given, context): T | undefined => {
    if (given !== null) return given;
    context.addIssue(problem('REQUIRED', 'must not be null: it has no default'));
    return z.NEVER;
  });
}
