import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { allows, Role } from '../../kernel/caller/role';

/** The roles that a schema asks for. */
export interface RequiredRoles {
  /** By `Query.providers`: the fields of the root types. */
  readonly ofRootField: ReadonlyMap<string, Role>;
  /** By name: what each field of a type needs, for every object and interface but the root types. */
  readonly ofType: ReadonlyMap<string, Role>;
}

/** Introspection does not show directives, so the role stands in the description, and is declared nowhere else. */
const ROLE_SENTENCE = /(?:^|\s)Role: ([A-Z]+)\.$/;

/**
 * What each part of a schema needs. A root field declares its role as the last sentence of its description, such as
 * `Role: EDITOR.` A type needs the least role with which a root field leads to it, unless it asks for one of its own by
 * its extension `role`: an interface that anybody may read may have implementations that are not for everybody.
 *
 * @throws Error where a root field declares no role
 */
export function requiredRoles(schema: GraphQLSchema): RequiredRoles {
  const ofRootField = new Map<string, Role>();
  const ofType = new Map<string, Role>();
  for (const { place, field } of rootFields(schema)) {
    const role = declaredRole(place, field);
    ofRootField.set(place, role);
    reach(schema, getNamedType(field.type), role, ofType);
  }
  for (const type of typesWithFields(schema)) {
    if (ofType.has(type.name)) continue;
    // No field leads to it: an interface of objects that are named themselves, or a shape for clients.
    if (isInterfaceType(type)) ofType.set(type.name, Role.VIEWER);
    else reach(schema, type, Role.VIEWER, ofType);
  }
  return { ofRootField, ofType };
}

/** Every field of the query, mutation and subscription type, with its place, such as `Query.providers`. */
export function rootFields(schema: GraphQLSchema) {
  return rootTypes(schema).flatMap((type) =>
    Object.values(type.getFields()).map((field) => ({ place: `${type.name}.${field.name}`, field })),
  );
}

/** The objects and interfaces, without the root types and those of introspection. */
export function typesWithFields(schema: GraphQLSchema) {
  const roots: readonly GraphQLNamedType[] = rootTypes(schema);
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) || isInterfaceType(type))
    .filter((type) => !roots.includes(type) && !type.name.startsWith('__'));
}

function rootTypes(schema: GraphQLSchema) {
  const types = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return types.filter((type) => type !== null && type !== undefined);
}

function declaredRole(place: string, { description }: GraphQLField<unknown, unknown>): Role {
  const role = ROLE_SENTENCE.exec(description ?? '')?.[1];
  if (isRole(role)) return role;
  const example = Object.keys(Role).map((name) => `\`Role: ${name}.\``);
  throw new Error(`${place} says no role: end its description with one of ${example.join(', ')}`);
}

function isRole(text: unknown): text is Role {
  return typeof text === 'string' && Object.hasOwn(Role, text);
}

/** Notes that whoever has the role comes to the type, and so to all that its fields lead to. */
function reach(schema: GraphQLSchema, type: GraphQLNamedType, role: Role, ofType: Map<string, Role>): void {
  if (!isObjectType(type) && !isAbstractType(type)) return;
  const own = type.extensions['role'];
  const needed = isRole(own) ? own : role;
  const known = ofType.get(type.name);
  if (known !== undefined && allows(needed, known)) return;
  ofType.set(type.name, needed);
  if (isAbstractType(type)) for (const object of schema.getPossibleTypes(type)) reach(schema, object, needed, ofType);
  if (!('getFields' in type)) return;
  for (const field of Object.values(type.getFields())) reach(schema, getNamedType(field.type), needed, ofType);
}
