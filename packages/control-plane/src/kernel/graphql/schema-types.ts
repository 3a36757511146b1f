import { schemaNotes } from '@switchyard/contract';
import { type ClassType, Field, Float, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { z } from 'zod';
import { describeMember, unwrapped } from '../rules/written-form';

/** What type-graphql accepts as the type of a field: a class, a scalar, an enum, or a list of one of them. */
type FieldType = object;
type ClassOf = (schema: z.ZodObject) => ClassType;

/** The types by name: type-graphql would treat a second registration as another type of the same name. */
const types = new Map<string, FieldType>();

/**
 * The GraphQL object type of a schema of the contract, with the types of its members. Names, descriptions and nullability
 * come from the schema.
 */
export function objectTypeOf<T extends z.ZodObject>(schema: T): ClassType<z.output<T>> {
  const name = nameOf(schema);
  return registerOnce(name, class {} as ClassType<z.output<T>>, (target) => {
    ObjectType(name, describing(schema))(target);
    for (const [member, memberSchema] of Object.entries(schema.shape)) {
      const type = typeOf(memberSchema, objectTypeOf);
      const nullable = memberSchema.safeParse(null).success;
      Field(() => type, { nullable, description: describeMember(memberSchema) })(target.prototype, member);
    }
  });
}

/** The GraphQL input type of a schema of the contract, as `writtenForm` reads it. Its name is the output's with `Input`. */
export function inputTypeOf<T extends z.ZodObject>(schema: T): ClassType<z.input<T>> {
  const name = `${nameOf(schema)}Input`;
  return registerOnce(name, class {} as ClassType<z.input<T>>, (target) => {
    InputType(name, describing(schema))(target);
    for (const [member, memberSchema] of Object.entries(schema.shape)) {
      const type = inputTypeOfMember(memberSchema);
      const defaultValue = memberSchema instanceof z.ZodDefault ? memberSchema.def.defaultValue : null;
      Field(() => type, {
        nullable: memberSchema.safeParse(undefined).success,
        description: describeMember(memberSchema),
        ...(defaultValue === null ? {} : { defaultValue }),
      })(target.prototype, member);
    }
  });
}

/** The GraphQL enum of an enumeration of the contract. */
export function enumTypeOf(schema: z.ZodEnum): object {
  return enumOf(schema);
}

/** The type of an input's field for a member. */
export function inputTypeOfMember(member: z.core.$ZodType): FieldType {
  return typeOf(member, inputTypeOf);
}

function typeOf(member: z.core.$ZodType, classOf: ClassOf): FieldType {
  const schema = unwrapped(member);
  if (schema instanceof z.ZodArray) return [typeOf(schema.def.element, classOf)];
  if (schema instanceof z.ZodObject) return classOf(schema);
  if (schema instanceof z.ZodEnum) return enumOf(schema);
  if (schema instanceof z.ZodString) return String;
  if (schema instanceof z.ZodBoolean) return Boolean;
  if (schema instanceof z.ZodNumber) return schema.isInt ? Int : Float;
  throw new Error(`no GraphQL type for a schema of the kind ${schema.def.type}`);
}

function enumOf(schema: z.ZodEnum): FieldType {
  const name = nameOf(schema);
  return registerOnce(name, schema.enum, (values) => {
    const described = Object.entries(schemaNotes.get(schema)?.values ?? {});
    const valuesConfig = Object.fromEntries(described.map(([value, description]) => [value, { description }]));
    registerEnumType(values, { name, valuesConfig, ...describing(schema) });
  });
}

function registerOnce<T extends FieldType>(name: string, type: T, register: (type: T) => void): T {
  const known = types.get(name);
  if (known !== undefined) return known as T;
  types.set(name, type);
  register(type);
  return type;
}

function nameOf(schema: z.ZodType): string {
  const name = schemaNotes.get(schema)?.name;
  if (name === undefined)
    throw new Error(
      `a schema of the kind ${schema.def.type} needs a name to become a GraphQL type: register one in schemaNotes`,
    );
  return name;
}

function describing({ description }: z.ZodType) {
  return description === undefined ? {} : { description };
}
