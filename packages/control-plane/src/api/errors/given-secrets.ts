import {
  type ArgumentNode,
  type DocumentNode,
  getNamedType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  Kind,
  typeFromAST,
  TypeInfo,
  type ValueNode,
  type VariableDefinitionNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { isSecretInput } from '../../kernel/graphql/secret-input';

/** The secrets that a request holds, each as GraphQL would quote it. */
export interface GivenSecrets {
  /** Those that are strings, unescaped. */
  readonly quoted: ReadonlySet<string>;
  /** Those that are numbers or, in a document, names. */
  readonly bare: ReadonlySet<string>;
}

/** A request, as far as it could be parsed. */
export interface GivenRequest {
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Finds the secrets of a request that does not fit the schema, in literals and in variables: what is given for a member
 * marked with `SecretInput`, in place of an object that has one, and for a member that the schema does not know, which is
 * as likely a misspelt or misplaced credential as anything else.
 */
export function givenSecrets(schema: GraphQLSchema, { document, variables }: GivenRequest): GivenSecrets {
  const finder = new SecretFinder();
  const typeInfo = new TypeInfo(schema);
  const definitions: VariableDefinitionNode[] = [];
  const visitor = {
    Argument: ({ value }: ArgumentNode) => finder.search(typeInfo.getArgument()?.type, value, readLiteral),
    VariableDefinition: (definition: VariableDefinitionNode) => void definitions.push(definition),
  };
  visit(document, visitWithTypeInfo(typeInfo, visitor));
  for (const { variable, type: typeNode, defaultValue } of definitions) {
    const name = variable.name.value;
    const declared = typeFromAST(schema, typeNode);
    const isMisused = finder.objectVariables.has(name) && !(declared && isInputObjectType(getNamedType(declared)));
    const type = finder.variables.has(name) || isMisused ? 'SECRET' : declared;
    if (defaultValue) finder.search(type, defaultValue, readLiteral);
    if (Object.hasOwn(variables, name)) finder.search(type, variables[name], readJson);
  }
  return finder;
}

/** The type of a value; SECRET where all of the value is secret, whatever its shape. */
type Place = ReturnType<typeof typeFromAST> | GraphQLInputType | 'SECRET';

/** A container with its contents, or a leaf; null for a leaf that is never a secret. */
type Shape<T> =
  | { readonly members: readonly (readonly [name: string, value: T])[] }
  | { readonly items: readonly T[] }
  | { readonly quoted: string }
  | { readonly bare: string }
  | { readonly variable: string }
  | null;

class SecretFinder implements GivenSecrets {
  readonly quoted = new Set<string>();
  readonly bare = new Set<string>();
  /** The names of the variables that are given for a secret. */
  readonly variables = new Set<string>();
  /** The names of those that are given for an object with a secret: what they hold is told by their own types. */
  readonly objectVariables = new Set<string>();

  /** Uses an explicit stack, because a value may be nested to any depth. */
  search<T>(place: Place, value: T, read: (value: T) => Shape<T>): void {
    const pending: [Place, T][] = [[place, value]];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [at, given] = next;
      const shape = read(given);
      if (shape === null) continue;
      if ('items' in shape) for (const item of shape.items) pending.push([at, item]);
      else if ('members' in shape)
        for (const [name, member] of shape.members) pending.push([memberPlace(at, name), member]);
      else if (at === 'SECRET') this.#add(shape);
      else if (hasSecrets(at) && 'variable' in shape) this.objectVariables.add(shape.variable);
      else if (hasSecrets(at)) this.#add(shape);
    }
  }

  #add(leaf: { readonly quoted: string } | { readonly bare: string } | { readonly variable: string }): void {
    if ('quoted' in leaf) this.quoted.add(leaf.quoted);
    else if ('bare' in leaf) this.bare.add(leaf.bare);
    else this.variables.add(leaf.variable);
  }
}

function memberPlace(place: Place, name: string): Place {
  if (place === 'SECRET') return place;
  const type = getNamedType(place);
  if (!isInputObjectType(type)) return undefined;
  const field = type.getFields()[name];
  return field === undefined || isSecretInput(field) ? 'SECRET' : field.type;
}

function hasSecrets(place: Exclude<Place, 'SECRET'>): boolean {
  const type = getNamedType(place);
  return isInputObjectType(type) && Object.values(type.getFields()).some(isSecretInput);
}

function readLiteral(node: ValueNode): Shape<ValueNode> {
  switch (node.kind) {
    case Kind.OBJECT:
      return { members: node.fields.map(({ name, value }) => [name.value, value] as const) };
    case Kind.LIST:
      return { items: node.values };
    case Kind.STRING:
      return { quoted: node.value };
    case Kind.VARIABLE:
      return { variable: node.name.value };
    case Kind.NULL:
    case Kind.BOOLEAN:
      return null;
    default:
      return { bare: node.value };
  }
}

function readJson(value: unknown): Shape<unknown> {
  if (typeof value === 'string') return { quoted: value };
  if (typeof value === 'number') return { bare: String(value) };
  if (Array.isArray(value)) return { items: value };
  return typeof value === 'object' && value !== null ? { members: Object.entries(value) } : null;
}
