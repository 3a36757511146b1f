// GraphQL's own errors suggest names by the same measure.
import { suggestionList } from 'graphql/jsutils/suggestionList';
import { z } from 'zod';

type Schema = z.core.$ZodType;

/** The known name that an unknown one probably means; null if none is similar. */
export function suggestion(unknown: string, known: readonly string[]): string | null {
  return suggestionList(unknown, known)[0] ?? null;
}

/**
 * The members that an object may have. Where it may have several forms, such as one for each kind of policy, its
 * discriminator says which; without a valid one, the members of all forms count.
 *
 * @param path to the object
 * @param input that has it
 */
export function knownMembers(rules: Schema, path: readonly PropertyKey[], input: unknown): string[] {
  const objects = schemasAt(rules, path, input).flatMap((schema) => (isObject(schema) ? [schema] : []));
  return [...new Set(objects.flatMap(({ shape }) => Object.keys(shape)))];
}

/**
 * The discriminators of the forms that have a member, for a member that is unknown only because of the form that its
 * object, or one around it, has.
 */
export function holdersOf(rules: Schema, path: readonly PropertyKey[], member: string): string[] {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const holders = schemasAt(rules, path.slice(0, depth), undefined, false).flatMap((schema) => {
      if (!(schema instanceof z.ZodDiscriminatedUnion)) return [];
      const { discriminator } = schema.def;
      return schema.options.flatMap((option) =>
        knownMembers(option, path.slice(depth), undefined).includes(member) ? valuesOf(option, discriminator) : [],
      );
    });
    if (holders.length > 0) return holders;
  }
  return [];
}

/** The schemas of a value, without what only makes it optional or adds a rule. */
function schemasAt(rules: Schema, path: readonly PropertyKey[], input: unknown, isExpanded = true): Schema[] {
  let [schemas, value] = [variants(rules, input, path.length > 0 || isExpanded), input];
  for (const [index, part] of path.entries()) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined;
    const [at, isExpandedHere] = [value, index < path.length - 1 || isExpanded];
    schemas = schemas.flatMap((schema) => below(schema, part)).flatMap((each) => variants(each, at, isExpandedHere));
  }
  return schemas;
}

function below(schema: Schema, part: PropertyKey): Schema[] {
  if (isObject(schema)) return schema.shape[String(part)] ?? [];
  return schema instanceof z.ZodArray ? [schema.element] : [];
}

/** @param isExpanded whether a discriminated union is replaced by the forms that the value may have */
function variants(schema: Schema, value: unknown, isExpanded: boolean): Schema[] {
  if (schema instanceof z.ZodDiscriminatedUnion) {
    if (!isExpanded) return [schema];
    const { discriminator } = schema.def;
    const given: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, discriminator) : undefined;
    const meant = schema.options.filter((option) => valuesOf(option, discriminator).includes(String(given)));
    return (meant.length > 0 ? meant : schema.options).flatMap((option) => variants(option, value, isExpanded));
  }
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => variants(option, value, isExpanded));
  if (schema instanceof z.ZodPipe) return variants(schema.in, value, isExpanded);
  const isWrapper =
    schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault;
  return isWrapper ? variants(schema.unwrap(), value, isExpanded) : [schema];
}

function valuesOf(option: Schema, discriminator: string): string[] {
  const member = isObject(option) ? option.shape[discriminator] : undefined;
  return member instanceof z.ZodLiteral ? [...member.values].map(String) : [];
}

function isObject(schema: Schema): schema is z.ZodObject {
  return schema instanceof z.ZodObject;
}
