import {
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isCompositeType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  type SelectionNode,
  TypeMetaFieldDef,
} from 'graphql';

interface Introspection {
  readonly schema: GraphQLSchema;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Counting ends beyond this. */
  readonly fieldsMax: number;
}

/** The parts of the schema that a selection applies to, such as types and fields, and how often each is in the response. */
type Occurrences = ReadonlyMap<unknown, number>;

/**
 * The fields that the response to `__schema` or `__type` has, up to a little more than `fieldsMax`. A response could have
 * millions of them: types have fields, whose types have fields. So what is selected of a part of the schema is looked at
 * once, however often the part is in the response. That makes the count cheaper than the answer.
 *
 * @param parent of the field: a root type
 * @returns null for any other field, such as `__typename`
 */
export function introspectedFields(
  introspection: Introspection,
  node: FieldNode,
  parent: GraphQLNamedType,
): number | null {
  const field = [SchemaMetaFieldDef, TypeMetaFieldDef].find(({ name }) => name === node.name.value);
  if (field === undefined || parent !== introspection.schema.getQueryType()) return null;
  const counter = new IntrospectionCounter(introspection);
  counter.countField(node, field, new Map([[undefined, 1]]));
  return counter.fields;
}

class IntrospectionCounter {
  fields = 0;

  constructor(private readonly introspection: Introspection) {}

  countField(node: FieldNode, field: GraphQLField<unknown, unknown>, sources: Occurrences): void {
    let times = 0;
    for (const count of sources.values()) times += count;
    this.fields += times;
    const type = getNamedType(field.type);
    if (!node.selectionSet || !isCompositeType(type)) return;
    this.#countSelections(node.selectionSet.selections, type, this.#valuesOf(node, field, sources));
  }

  #countSelections(selections: readonly SelectionNode[], parent: GraphQLNamedType, sources: Occurrences): void {
    for (const selection of selections) {
      if (sources.size === 0 || this.fields > this.introspection.fieldsMax) return;
      this.#countSelection(selection, parent, sources);
    }
  }

  #countSelection(selection: SelectionNode, parent: GraphQLNamedType, sources: Occurrences): void {
    switch (selection.kind) {
      case Kind.FIELD: {
        const field = isObjectType(parent) ? parent.getFields()[selection.name.value] : undefined;
        if (field !== undefined) return this.countField(selection, field, sources);
        for (const count of sources.values()) this.fields += count;
        return;
      }
      case Kind.INLINE_FRAGMENT:
        return this.#countSelections(selection.selectionSet.selections, parent, sources);
      case Kind.FRAGMENT_SPREAD: {
        const fragment = this.introspection.fragments.get(selection.name.value);
        return this.#countSelections(fragment?.selectionSet.selections ?? [], parent, sources);
      }
    }
  }

  /** What the field is for each of the sources, by GraphQL's own resolvers. */
  #valuesOf(node: FieldNode, field: GraphQLField<unknown, unknown>, sources: Occurrences): Occurrences {
    const values = new Map<unknown, number>();
    const args = this.#argumentsOf(node, field);
    for (const [source, count] of sources) {
      for (const value of listOf(resolved(field, source, args, this.introspection.schema))) {
        if (value !== null && value !== undefined) values.set(value, (values.get(value) ?? 0) + count);
      }
    }
    return values;
  }

  /** Arguments that GraphQL will refuse are taken for absent. */
  #argumentsOf(node: FieldNode, field: GraphQLField<unknown, unknown>): Record<string, unknown> {
    try {
      return getArgumentValues(field, node, this.introspection.variables);
    } catch {
      return {};
    }
  }
}

/** Introspection's own resolvers are synchronous, and need nothing of an execution but the schema. */
function resolved(
  { resolve }: GraphQLField<unknown, unknown>,
  source: unknown,
  args: Record<string, unknown>,
  schema: GraphQLSchema,
): unknown {
  return resolve?.(source, args, undefined, { schema } as GraphQLResolveInfo);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
