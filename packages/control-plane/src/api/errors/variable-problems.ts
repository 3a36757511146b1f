import {
  getOperationAST,
  type DocumentNode,
  type GraphQLFormattedError,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  typeFromAST,
} from 'graphql';
import type { FieldProblem, ProblemReason } from '../../kernel/errors/error-extensions';
import { suggestionList } from 'graphql/jsutils/suggestionList';
import { unknownMember } from '../../kernel/rules/unknown-member';

/** A request whose document fits the schema. */
export interface ExecutedRequest {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

const PROBLEMS_MAX = 50;
const ENUM_VALUES_IN_MESSAGE_MAX = 12;
/** How GraphQL begins each of its errors about a value of a variable. */
const ABOUT_VARIABLE = 'Variable "$';

/**
 * Adds to GraphQL's errors about variables where each value is wrong, so that a form can show it at its field. GraphQL
 * itself says so in its message only.
 *
 * @param errors as callers see them
 */
export function locateInVariables(
  schema: GraphQLSchema,
  request: ExecutedRequest,
  errors: readonly GraphQLFormattedError[],
): GraphQLFormattedError[] {
  const isAboutVariable = ({ extensions, message }: GraphQLFormattedError) =>
    extensions?.['code'] === 'BAD_USER_INPUT' && !extensions['fields'] && message.startsWith(ABOUT_VARIABLE);
  const about = errors.filter(isAboutVariable);
  if (about.length === 0) return [...errors];
  const fields = fieldsOfErrors(schema, request, about.length);
  return errors.map((error) => {
    if (!isAboutVariable(error)) return error;
    return { ...error, extensions: { ...error.extensions, fields: fields.shift() ?? [] } };
  });
}

/**
 * For each of GraphQL's errors about variables, the fields that it is about: one, unless GraphQL gave up at its own limit and
 * counted otherwise; then all.
 *
 * @param count of the errors
 */
export function fieldsOfErrors(schema: GraphQLSchema, request: ExecutedRequest, count: number): FieldProblem[][] {
  // GraphQL makes one error for each, in the same order.
  const problems = variableProblems(schema, request);
  if (problems.length === count) return problems.map((problem) => [problem]);
  return Array.from({ length: count }, () => problems);
}

/** Where the values of variables do not fit their types, in the order in which GraphQL looks at them. */
function variableProblems(
  schema: GraphQLSchema,
  { document, operationName, variables }: ExecutedRequest,
): FieldProblem[] {
  const found: FieldProblem[] = [];
  for (const { variable, type: typeNode, defaultValue } of getOperationAST(document, operationName)
    ?.variableDefinitions ?? []) {
    const name = variable.name.value;
    const type = typeFromAST(schema, typeNode);
    const isGiven = Object.hasOwn(variables, name);
    if (!isInputType(type) || (!isGiven && (defaultValue || !isNonNullType(type)))) continue;
    checkValue(type, variables[name], [], ({ path, message, reason }) => {
      if (found.length < PROBLEMS_MAX) found.push({ variable: name, path, message, reason });
    });
  }
  return found;
}

type Path = readonly (string | number)[];

/** Its depth is that of the type, not that of the value. */
function checkValue(type: GraphQLInputType, value: unknown, path: Path, report: (problem: FieldProblem) => void): void {
  const refuse = (message: string, reason: ProblemReason) => report({ path: path.join('.'), message, reason });
  if (value === null || value === undefined) {
    if (isNonNullType(type)) refuse('is required', 'REQUIRED');
  } else if (isNonNullType(type)) {
    checkValue(type.ofType, value, path, report);
  } else if (isListType(type)) {
    // GraphQL takes a single value for a list of one.
    if (!Array.isArray(value)) return checkValue(type.ofType, value, path, report);
    value.forEach((item: unknown, index) => checkValue(type.ofType, item, [...path, index], report));
  } else if (isInputObjectType(type)) {
    if (isObject(value)) checkMembers(type, value, path, report);
    else refuse('must be an object', 'INVALID_FORMAT');
  } else if (!isValueOf(type, value)) {
    refuse(`must be ${describeLeaf(type)}`, 'INVALID_FORMAT');
  }
}

function checkMembers(
  type: GraphQLInputObjectType,
  members: Readonly<Record<string, unknown>>,
  path: Path,
  report: (problem: FieldProblem) => void,
): void {
  const fields = type.getFields();
  for (const { name, type: memberType, defaultValue } of Object.values(fields)) {
    if (members[name] === undefined && defaultValue !== undefined) continue;
    checkValue(memberType, members[name], [...path, name], report);
  }
  for (const name of Object.keys(members)) {
    if (Object.hasOwn(fields, name)) continue;
    report(unknownMember(path, name, () => suggestionList(name, Object.keys(fields))[0] ?? null));
  }
}

/** GraphQL's own message would quote the value, which may be a secret. */
function isValueOf(type: GraphQLLeafType, value: unknown): boolean {
  try {
    return type.parseValue(value) !== undefined;
  } catch {
    return false;
  }
}

function describeLeaf(type: GraphQLLeafType): string {
  if (!isEnumType(type)) return `of type ${type.name}`;
  const names = type.getValues().map(({ name }) => `\`${name}\``);
  return names.length > ENUM_VALUES_IN_MESSAGE_MAX ? `a value of ${type.name}` : `one of ${names.join(', ')}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
