import {
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { allows, Role } from '../../kernel/caller/role';

/** The roles that a schema requires. */
export interface RequiredRoles {
  /** By place, such as `Query.providers`: the fields of the root types. */
  readonly ofRootField: ReadonlyMap<string, Role>;
  /** By type name: the role for each of its fields, for every object and interface except the root types. */
  readonly ofType: ReadonlyMap<string, Role>;
}

/**
 * The role that each part of a schema requires, as `@Requires` declares it in the extension `role`. A type requires the
 * lowest role of the root fields that lead to it, unless it declares one: an interface that every caller may read can have
 * implementations that only administrators may read.
 *
 * @throws Error if a root field declares no role, or a field of any other type declares one
 */
export function requiredRoles(schema: GraphQLSchema): RequiredRoles {
  const ofRootField = new Map<string, Role>();
  const ofType = new Map<string, Role>();
  for (const { place, field } of rootFields(schema)) {
    const role = requiredRole(place, field);
    ofRootField.set(place, role);
    reach(schema, getNamedType(field.type), role, ofType);
  }
  for (const type of typesWithFields(schema)) {
    refuseFieldRoles(type);
    if (ofType.has(type.name)) continue;
    // No field returns it: an interface that is only used through its implementations, or a shape for clients.
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

/** Every object and interface type except the root types and introspection types. */
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

function requiredRole(place: string, { extensions }: GraphQLField<unknown, unknown>): Role {
  const role = declaredRole(extensions);
  if (role !== null) return role;
  const example = Object.keys(Role).map((name) => `@Requires('${name}')`);
  throw new Error(`${place} declares no role: add one of ${example.join(', ')}`);
}

/** Without this check, such a declaration would look as if it protected the field. */
function refuseFieldRoles(type: GraphQLObjectType | GraphQLInterfaceType): void {
  for (const { name, extensions } of Object.values(type.getFields())) {
    if (declaredRole(extensions) === null) continue;
    throw new Error(`${type.name}.${name} declares a role: only root fields and whole types can, so declare it there`);
  }
}

function declaredRole({ role }: { readonly role?: unknown }): Role | null {
  return typeof role === 'string' && isRole(role) ? role : null;
}

function isRole(text: string): text is Role {
  return Object.hasOwn(Role, text);
}

/** Records that callers with the role reach the type, and everything that its fields lead to. */
function reach(schema: GraphQLSchema, type: GraphQLNamedType, role: Role, ofType: Map<string, Role>): void {
  if (!isObjectType(type) && !isAbstractType(type)) return;
  const needed = declaredRole(type.extensions) ?? role;
  const known = ofType.get(type.name);
  if (known !== undefined && allows(needed, known)) return;
  ofType.set(type.name, needed);
  if (isAbstractType(type)) for (const object of schema.getPossibleTypes(type)) reach(schema, object, needed, ofType);
  if (!('getFields' in type)) return;
  for (const field of Object.values(type.getFields())) reach(schema, getNamedType(field.type), needed, ofType);
}
