// GraphQL's own errors suggest names by the same measure.
import { suggestionList } from 'graphql/jsutils/suggestionList';
import { z } from 'zod';

/**
 * The known member that an unknown one probably means; null if none is similar.
 *
 * @param path to the object that has the member
 */
export function suggestMember(rules: z.core.$ZodType, path: readonly PropertyKey[], unknown: string): string | null {
  const objects = path.reduce<z.core.$ZodType[]>(
    (schemas, part) => schemas.flatMap((each) => below(each, part)),
    [rules],
  );
  const known = objects.flatMap(variants).flatMap((schema) => (isObject(schema) ? Object.keys(schema.shape) : []));
  return suggestionList(unknown, [...new Set(known)])[0] ?? null;
}

function below(schema: z.core.$ZodType, part: PropertyKey): z.core.$ZodType[] {
  return variants(schema).flatMap((each) => {
    if (isObject(each)) return each.shape[String(part)] ?? [];
    return each instanceof z.ZodArray ? each.element : [];
  });
}

/** The schemas that a value may have, without what only makes it optional or adds a rule. */
function variants(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(variants);
  if (schema instanceof z.ZodPipe) return variants(schema.in);
  const isWrapper =
    schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault;
  return isWrapper ? variants(schema.unwrap()) : [schema];
}

function isObject(schema: z.core.$ZodType): schema is z.ZodObject {
  return schema instanceof z.ZodObject;
}
