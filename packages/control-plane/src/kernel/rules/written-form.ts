import { schemaNotes, writtenForms } from '@switchyard/contract';
import { z } from 'zod';

/**
 * A schema of the contract in the form that operators write: null means the default, and values that can be written in
 * several ways (a header's name in any case) are normalized to the form that the contract accepts. Its output is the
 * output of the contract's schema, and what the contract refuses is refused at the same path.
 */
export function writtenForm(schema: z.core.$ZodType): z.ZodType {
  const written = withWrittenParts(classic(schema));
  const form = writtenForms.get(schema);
  const normalized =
    form === undefined
      ? written
      : written.clone({ ...written.def, checks: [z.overwrite(form.normalize), ...(written.def.checks ?? [])] });
  const description = describeMember(schema);
  return description === '' ? normalized : normalized.describe(description);
}

function withWrittenParts(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault) {
    const { defaultValue } = schema.def;
    return writtenForm(unwrapped(schema))
      .nullish()
      .transform((value) => value ?? defaultValue);
  }
  if (schema instanceof z.ZodNullable) return writtenForm(schema.def.innerType).nullable();
  // A clone keeps limits and refinements, which then see the normalized parts.
  if (schema instanceof z.ZodArray) return schema.clone({ ...schema.def, element: writtenForm(schema.def.element) });
  if (schema instanceof z.ZodObject) {
    const shape = Object.entries(schema.shape).map(([name, member]) => [name, writtenForm(member)]);
    return schema.clone({ ...schema.def, shape: Object.fromEntries(shape) });
  }
  return schema;
}

/** A member's description, with what null means. */
export function describeMember(member: z.core.$ZodType): string {
  const { description = '' } = classic(member);
  const nullWhen = schemaNotes.get(member)?.nullWhen;
  return nullWhen === undefined ? description : `${description} Null ${nullWhen}.`;
}

/** A member's schema without its default and nullability. */
export function unwrapped(member: z.core.$ZodType): z.ZodType {
  return member instanceof z.ZodDefault || member instanceof z.ZodNullable
    ? unwrapped(member.def.innerType)
    : classic(member);
}

/** zod's types refer to core schemas; all schemas of the contract are of the classic API. */
function classic(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodType) return schema;
  throw new Error(`a schema of the kind ${schema._zod.def.type} is not of zod's classic API`);
}
