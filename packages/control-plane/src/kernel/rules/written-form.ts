import { schemaNotes, writtenForms } from '@switchyard/contract';
import { z } from 'zod';

/**
 * A schema of the contract in the form in which operators write it: null stands for a default, and what can be written
 * in several ways (the case of a header's name) becomes the one that the contract accepts. Its output is what the
 * contract's schema outputs, and everything that the contract refuses is refused at the same path.
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
    return writtenForm(essence(schema))
      .nullish()
      .transform((value) => value ?? defaultValue);
  }
  if (schema instanceof z.ZodNullable) return writtenForm(schema.def.innerType).nullable();
  // A clone keeps limits and refinements, which then see what the parts have become.
  if (schema instanceof z.ZodArray) return schema.clone({ ...schema.def, element: writtenForm(schema.def.element) });
  if (schema instanceof z.ZodObject) {
    const shape = Object.entries(schema.shape).map(([name, member]) => [name, writtenForm(member)]);
    return schema.clone({ ...schema.def, shape: Object.fromEntries(shape) });
  }
  return schema;
}

/** What a member is and, where it can be null, when it is. */
export function describeMember(member: z.core.$ZodType): string {
  const { description = '' } = classic(member);
  const nullWhen = schemaNotes.get(member)?.nullWhen;
  return nullWhen === undefined ? description : `${description} Null ${nullWhen}.`;
}

/** A member's schema without the default or the null around it. */
export function essence(member: z.core.$ZodType): z.ZodType {
  return member instanceof z.ZodDefault || member instanceof z.ZodNullable
    ? essence(member.def.innerType)
    : classic(member);
}

/** zod's types speak of the core's schemas; the contract's are all of the classic API. */
function classic(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodType) return schema;
  throw new Error(`a schema of the kind ${schema._zod.def.type} is not one of zod's classic API`);
}
