import {
  DirectiveLocation,
  type GraphQLField,
  GraphQLDirective,
  GraphQLEnumType,
  GraphQLNonNull,
  GraphQLSchema,
  defaultFieldResolver,
  isObjectType,
} from 'graphql';
import { DomainError } from '../../kernel/errors/domain-error';
import { allows, type Role } from '../../kernel/caller/role';
import type { RequestContext } from '../../objects/loaders/request-context';
import { requiredRoles, rootFields, typesWithFields } from './required-roles';

/** Every authenticated caller has at least this role. */
const LEAST_ROLE: Role = 'VIEWER';

/**
 * Makes every field of a schema check the caller's role before it resolves. The schema shows each role twice: as
 * `@authorized`, for programs that read `schema.graphql`, and as the last sentence of a root field's description, because
 * introspection does not show directives.
 *
 * @throws Error as `requiredRoles` does
 */
export function authorizeSchema(schema: GraphQLSchema): GraphQLSchema {
  const { ofRootField, ofType } = requiredRoles(schema);
  for (const { place, field } of rootFields(schema)) {
    const role = ofRootField.get(place) ?? 'ADMIN';
    field.extensions = withDirective(field.extensions, role);
    field.description = [field.description, `Role: ${role}.`].filter(Boolean).join(' ');
    guard(field, role);
  }
  for (const type of typesWithFields(schema)) {
    const role = ofType.get(type.name) ?? 'ADMIN';
    type.extensions = withDirective(type.extensions, role);
    if (isObjectType(type)) for (const field of Object.values(type.getFields())) guard(field, role);
  }
  const config = schema.toConfig();
  return new GraphQLSchema({ ...config, directives: [...config.directives, authorizedDirective(schema)] });
}

function authorizedDirective(schema: GraphQLSchema): GraphQLDirective {
  const role = schema.getType('Role');
  if (!(role instanceof GraphQLEnumType)) throw new Error('the schema has no enum Role');
  return new GraphQLDirective({
    name: 'authorized',
    description: 'The role that a field, or each field of a type, requires.',
    locations: [DirectiveLocation.OBJECT, DirectiveLocation.INTERFACE, DirectiveLocation.FIELD_DEFINITION],
    args: {
      role: { type: new GraphQLNonNull(role), description: 'The lowest role that may use it.' },
    },
  });
}

/** The schema printer reads directives from `extensions.directives`. */
function withDirective<E extends object>(extensions: E, role: Role): E {
  return { ...extensions, directives: { authorized: { role } } };
}

function guard(field: GraphQLField<unknown, RequestContext>, role: Role): void {
  if (role === LEAST_ROLE) return;
  const { resolve = defaultFieldResolver, subscribe } = field;
  field.resolve = (source, args, context, info) => {
    refuseUnlessAllowed(context, role);
    return resolve(source, args, context, info);
  };
  if (!subscribe) return;
  field.subscribe = (source, args, context, info) => {
    refuseUnlessAllowed(context, role);
    return subscribe(source, args, context, info);
  };
}

function refuseUnlessAllowed({ caller }: RequestContext, requiredRole: Role): void {
  if (allows(caller.role, requiredRole)) return;
  const message = `Requires the role ${requiredRole}; the caller has the role ${caller.role}.`;
  throw new DomainError('FORBIDDEN', message, { requiredRole });
}
