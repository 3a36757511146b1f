import { z } from 'zod';

/** Notes on a schema beyond what zod holds. Descriptions use zod's `.describe`. */
interface SchemaNote {
  /** The name of the type. */
  readonly name?: string;
  /** For an enumeration: what each value means. */
  readonly values?: Readonly<Record<string, string>>;
  /** For a nullable member: when it is null, written so that "Null …" reads as a sentence. */
  readonly nullWhen?: string;
}

/** The notes of all schemas in this package. GraphQL types and forms are derived from the schemas and these notes. */
export const schemaNotes = z.registry<SchemaNote>();

/**
 * Normalizes what an operator may write into the one form that the schema accepts, such as a header name in lower case.
 */
export const writtenForms = z.registry<{ readonly normalize: (value: z.$output) => z.$output }>();

/** An enumeration with descriptions of itself and of each value. */
export function enumeration<const T extends Readonly<Record<string, string>>>(
  name: string,
  description: string,
  values: T,
) {
  const names = Object.keys(values) as (keyof T & string)[];
  return z.enum(names).describe(description).register(schemaNotes, { name, values });
}

/** A member that defaults to null. */
export function orNull<T extends z.ZodType>(schema: T, nullWhen = 'if there is none') {
  const member = schema.nullable().default(null);
  const described: z.ZodType = member;
  described.register(schemaNotes, { nullWhen });
  return member;
}

/** A string that operators may write in several forms; the schema accepts the one that `normalize` returns. */
export function inOneForm(schema: z.ZodString, normalize: (text: string) => string, message: string): z.ZodString {
  return schema.refine((text) => normalize(text) === text, message).register(writtenForms, { normalize });
}

/** One or more items separated by single spaces, as one string. */
export function spaceSeparated(item: z.ZodString, { itemsMax, lengthMax }: { itemsMax: number; lengthMax: number }) {
  return z
    .string()
    .max(lengthMax)
    .superRefine((text, context) => {
      const refuse = (message: string) => context.addIssue({ code: 'custom', message });
      const items = text.split(' ');
      if (items.length > itemsMax) refuse(`must have at most ${itemsMax} items`);
      const issue = items.map((one) => item.safeParse(one).error?.issues[0]).find((found) => found !== undefined);
      if (issue) refuse(`${issue.message}; separate several with one space`);
    });
}
