import { z } from 'zod';

/** What a declaration says beyond its zod schema. Descriptions are zod's own (`.describe`). */
interface SchemaNote {
  /** The name of the type. */
  readonly name?: string;
  /** For an enumeration: what each value means. */
  readonly values?: Readonly<Record<string, string>>;
  /** For a member that can be null: when it is, so that "Null …" reads as a sentence. */
  readonly nullWhen?: string;
}

/** The notes of all schemas here. What a schema becomes elsewhere (a GraphQL type, a form) is derived from it and them. */
export const schemaNotes = z.registry<SchemaNote>();

/** Turns what an operator may write into the one form that the schema accepts, such as a header's name in lower case. */
export const writtenForms = z.registry<{ readonly normalize: (value: z.$output) => z.$output }>();

/** An enumeration with its description and that of each of its values. */
export function enumeration<const T extends Readonly<Record<string, string>>>(
  name: string,
  description: string,
  values: T,
) {
  const names = Object.keys(values) as (keyof T & string)[];
  return z.enum(names).describe(description).register(schemaNotes, { name, values });
}

/** A member that is null unless given. */
export function orNull<T extends z.ZodType>(schema: T, nullWhen = 'if there is none') {
  const member = schema.nullable().default(null);
  const described: z.ZodType = member;
  described.register(schemaNotes, { nullWhen });
  return member;
}

/** A text of which operators may write several forms; the schema accepts the one that `normalize` returns. */
export function inOneForm(schema: z.ZodString, normalize: (text: string) => string, message: string): z.ZodString {
  return schema.refine((text) => normalize(text) === text, message).register(writtenForms, { normalize });
}

/** One or more items with a space between, as one text. */
export function spaceSeparated(item: z.ZodString, { itemsMax, lengthMax }: { itemsMax: number; lengthMax: number }) {
  return z
    .string()
    .max(lengthMax)
    .superRefine((text, context) => {
      const refuse = (message: string) => context.addIssue({ code: 'custom', message });
      const items = text.split(' ');
      if (items.length > itemsMax) refuse(`must have at most ${itemsMax} items`);
      const issue = items.map((one) => item.safeParse(one).error?.issues[0]).find((found) => found !== undefined);
      if (issue) refuse(`${issue.message}; several of them with one space between`);
    });
}
