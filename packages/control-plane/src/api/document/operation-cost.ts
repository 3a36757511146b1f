import {
  type FragmentDefinitionNode,
  type FieldNode,
  getNamedType,
  getNullableType,
  GraphQLError,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type InlineFragmentNode,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type DocumentNode,
  type SelectionNode,
  valueFromASTUntyped,
} from 'graphql';
import { introspectedFields } from './introspected-fields';
import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from '../../kernel/graphql/page-args';

/** The most fields in one response: 200 consumers with 50 keys each, all fields selected, take half of it. */
export const COST_MAX = 200_000;
/** What a field of introspection counts: it is resolved at once, with the others, and holds the event loop. */
const INTROSPECTION_FIELD_COST = 6;
/** The assumed length of a list that is not paged, such as the targets of one environment. */
const PLAIN_LIST_LENGTH_ASSUMED = 5;
/** The highest `first` of a list that is not paged. */
const LIST_LENGTH_MAX = 1_000;
/** The lists of a page: any object that is returned by a field with `first`, a connection or not. */
const PAGED = ['nodes', 'edges'];

interface Costing {
  readonly schema: GraphQLSchema;
  /** Includes the defaults of omitted variables. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /**
   * Costs by selections, then by type and page size: a fragment is visited once however often it is spread, and fields below
   * an interface once per type, however deep the interfaces are nested.
   */
  readonly known: Map<readonly SelectionNode[], Map<string, number>>;
}

/**
 * The most fields that the response to a validated operation can have: each field counts once per object that may be
 * returned. A page counts as `first` objects, given as a literal, by a variable or by default. An object of an interface
 * counts as its dearest type. The fields of introspection are counted exactly, and each costs as much as several others.
 *
 * @throws DomainError if a field refuses its arguments before execution
 */
export function operationCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const fragments = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((definition) => [definition.name.value, definition]),
  );
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  const costing: Costing = {
    schema,
    variables: { ...defaultsOf(operation), ...variables },
    fragments,
    known: new Map(),
  };
  return costOf(costing, operation.selectionSet.selections, root, null);
}

/** @throws GraphQLError GRAPHQL_VALIDATION_FAILED if the cost is over the limit */
export function refuseCostly(cost: number): void {
  if (cost <= COST_MAX) return;
  const message = `Query cost limit of ${COST_MAX} fields exceeded, found ${cost}.`;
  throw new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 } } });
}

/** @param pageSize the length of `nodes` and `edges` if the parent is a page; null if it is not */
function costOf(
  costing: Costing,
  selections: readonly SelectionNode[],
  parent: GraphQLNamedType,
  pageSize: number | null,
): number {
  const known = costing.known.get(selections) ?? new Map<string, number>();
  costing.known.set(selections, known);
  const key = `${parent.name} ${pageSize}`;
  const cost = known.get(key) ?? newCostOf(costing, selections, parent, pageSize);
  known.set(key, cost);
  return cost;
}

function newCostOf(
  costing: Costing,
  selections: readonly SelectionNode[],
  parent: GraphQLNamedType,
  pageSize: number | null,
): number {
  if (isAbstractType(parent)) {
    const types = costing.schema.getPossibleTypes(parent);
    return Math.max(0, ...types.map((type) => costOf(costing, selections, type, pageSize)));
  }
  let cost = 0;
  for (const selection of selections) cost += costOfSelection(costing, selection, parent, pageSize);
  return cost;
}

function costOfSelection(
  costing: Costing,
  selection: SelectionNode,
  parent: GraphQLNamedType,
  pageSize: number | null,
): number {
  switch (selection.kind) {
    case Kind.FIELD:
      return costOfField(costing, selection, parent, pageSize);
    case Kind.INLINE_FRAGMENT:
      return costOfFragment(costing, selection, parent, pageSize);
    case Kind.FRAGMENT_SPREAD:
      return costOfFragment(costing, costing.fragments.get(selection.name.value), parent, pageSize);
  }
}

function costOfFragment(
  costing: Costing,
  fragment: InlineFragmentNode | FragmentDefinitionNode | undefined,
  parent: GraphQLNamedType,
  pageSize: number | null,
): number {
  if (fragment === undefined) return 0;
  const condition = fragment.typeCondition && costing.schema.getType(fragment.typeCondition.name.value);
  return condition && !isOf(costing.schema, parent, condition)
    ? 0
    : costOf(costing, fragment.selectionSet.selections, parent, pageSize);
}

/** Whether objects of this type are what a fragment is on. */
function isOf(schema: GraphQLSchema, type: GraphQLNamedType, condition: GraphQLNamedType): boolean {
  return type === condition || (isAbstractType(condition) && isObjectType(type) && schema.isSubType(condition, type));
}

function costOfField(costing: Costing, node: FieldNode, parent: GraphQLNamedType, pageSize: number | null): number {
  const field = isObjectType(parent) ? parent.getFields()[node.name.value] : undefined;
  if (field === undefined) {
    const { schema, variables, fragments } = costing;
    const fieldsMax = COST_MAX / INTROSPECTION_FIELD_COST;
    const introspected = introspectedFields({ schema, variables, fragments, fieldsMax }, node, parent);
    return introspected === null ? 1 : introspected * INTROSPECTION_FIELD_COST;
  }
  const type = getNamedType(field.type);
  const own = 1 + ownCostOf(costing, node, field);
  if (!node.selectionSet || !isCompositeType(type)) return own;
  const inner = own + costOf(costing, node.selectionSet.selections, type, pageSizeOf(costing, node, field));
  if (!isListType(getNullableType(field.type))) return inner;
  if (pageSize !== null && PAGED.includes(field.name)) return inner * pageSize;
  return inner * listLengthOf(costing, node, field);
}

/** The length of a list that is not paged: a field that may return a long one declares it in its extension `listLength`. */
function listLengthOf(costing: Costing, node: FieldNode, field: GraphQLField<unknown, unknown>): number {
  if (field.args.some(({ name }) => name === 'first')) return firstOf(costing, node, field, LIST_LENGTH_MAX);
  const ids = argumentOf(costing, node, 'ids');
  if (Array.isArray(ids)) return ids.length;
  const { listLength } = field.extensions;
  return typeof listLength === 'number' ? listLength : PLAIN_LIST_LENGTH_ASSUMED;
}

/**
 * The cost of a field besides its response: a field with an expensive resolver or a long text declares it as a function in
 * its extension `cost`. The function may throw a DomainError to refuse arguments that the resolver would refuse too late.
 */
function ownCostOf(costing: Costing, node: FieldNode, { extensions }: GraphQLField<unknown, unknown>): number {
  const cost = extensions['cost'];
  if (typeof cost !== 'function') return 0;
  const own: unknown = cost((name: string) => argumentOf(costing, node, name));
  return typeof own === 'number' ? own : 0;
}

/** Null if the field does not return a page. A `first` out of range counts as the maximum; the resolver refuses it. */
function pageSizeOf(costing: Costing, node: FieldNode, field: GraphQLField<unknown, unknown>): number | null {
  if (isListType(getNullableType(field.type)) || !field.args.some(({ name }) => name === 'first')) return null;
  return firstOf(costing, node, field, PAGE_SIZE_MAX);
}

function firstOf(costing: Costing, node: FieldNode, field: GraphQLField<unknown, unknown>, most: number): number {
  const argument = field.args.find(({ name }) => name === 'first');
  const first = argumentOf(costing, node, 'first') ?? argument?.defaultValue ?? PAGE_SIZE_DEFAULT;
  return typeof first === 'number' && first >= 1 && first <= most ? first : most;
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue === undefined ? [] : [[variable.name.value, valueFromASTUntyped(defaultValue)]],
    ),
  );
}

/** An argument's value, from its literal or its variable; an omitted variable has its default. */
function argumentOf({ variables }: Costing, node: FieldNode, argument: string): unknown {
  const value = node.arguments?.find(({ name }) => name.value === argument)?.value;
  return value === undefined ? undefined : valueFromASTUntyped(value, variables);
}
