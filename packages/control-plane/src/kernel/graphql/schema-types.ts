import { schemaNotes } from '@switchyard/contract';
import { type ClassType, Field, Float, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { z } from 'zod';
import { describeMember, essence } from '../rules/written-form';

/** What type-graphql takes as the type of a field: a class, a scalar, an enumeration, or a list of one of them. */
type FieldType = object;
type ClassOf = (schema: z.ZodObject) => ClassType;

/** Each type by its name: type-graphql would take a second registration for another type of the same name. */
const types = new Map<string, FieldType>();

/**
 * The GraphQL object type of a schema of the contract, with the types of its members: names, descriptions and what can be
 * null are the schema's.
 */
export function objectTypeOf<T extends z.ZodObject>(schema: T): ClassType<z.output<T>> {
  const name = nameOf(schema);
  return remembered(name, class {} as ClassType<z.output<T>>, (target) => {
    ObjectType(name, describing(schema))(target);
    for (const [member, memberSchema] of Object.entries(schema.shape)) {
      const type = typeOf(memberSchema, objectTypeOf);
      const nullable = memberSchema.safeParse(null).success;
      Field(() => type, { nullable, description: describeMember(memberSchema) })(target.prototype, member);
    }
  });
}

/** The GraphQL input type of a schema of the contract, as `writtenForm` takes it; its name is the output's with `Input`. */
export function inputTypeOf<T extends z.ZodObject>(schema: T): ClassType<z.input<T>> {
  const name = `${nameOf(schema)}Input`;
  return remembered(name, class {} as ClassType<z.input<T>>, (target) => {
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

/** What a field of an input takes for a member. */
export function inputTypeOfMember(member: z.core.$ZodType): FieldType {
  return typeOf(member, inputTypeOf);
}

function typeOf(member: z.core.$ZodType, classOf: ClassOf): FieldType {
  const schema = essence(member);
  if (schema instanceof z.ZodArray) return [typeOf(schema.def.element, classOf)];
  if (schema instanceof z.ZodObject) return classOf(schema);
  if (schema instanceof z.ZodEnum) return enumOf(schema);
  if (schema instanceof z.ZodString) return String;
  if (schema instanceof z.ZodBoolean) return Boolean;
  if (schema instanceof z.ZodNumber) return schema.isInt ? Int : Float;
  throw new Error(`no GraphQL type is known for a schema of the kind ${schema.def.type}`);
}

function enumOf(schema: z.ZodEnum): FieldType {
  const name = nameOf(schema);
  return remembered(name, schema.enum, (values) => {
    const described = Object.entries(schemaNotes.get(schema)?.values ?? {});
    const valuesConfig = Object.fromEntries(described.map(([value, description]) => [value, { description }]));
    registerEnumType(values, { name, valuesConfig, ...describing(schema) });
  });
}

function remembered<T extends FieldType>(name: string, type: T, register: (type: T) => void): T {
  const known = types.get(name);
  if (known !== undefined) return known as T;
  types.set(name, type);
  register(type);
  return type;
}

function nameOf(schema: z.ZodType): string {
  const name = schemaNotes.get(schema)?.name;
  if (name === undefined) throw new Error(`a ${schema.def.type} needs a name to become a GraphQL type: note one`);
  return name;
}

function describing({ description }: z.ZodType) {
  return description === undefined ? {} : { description };
}
