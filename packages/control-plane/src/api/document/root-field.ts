import {
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Of an operation with several root fields. */
export const SEVERAL_FIELDS = 'several';
/** Of an operation that asks for the schema alone. */
export const INTROSPECTION = 'introspection';

/**
 * The root field that an operation asks for, by which metrics count it. The schema has a limited number of them, whereas an
 * operation's name and its aliases are the caller's own text.
 *
 * @param document a valid one: its fields are in the schema
 */
export function rootFieldOf(document: DocumentNode, { selectionSet }: OperationDefinitionNode): string {
  const names = new Set<string>();
  collect(selectionSet, document, names, new Set());
  const [first, ...others] = [...names].filter((name) => !name.startsWith('__'));
  if (first === undefined) return INTROSPECTION;
  return others.length === 0 ? first : SEVERAL_FIELDS;
}

/** @param spread the fragments that were collected already */
function collect(
  { selections }: SelectionSetNode,
  document: DocumentNode,
  names: Set<string>,
  spread: Set<string>,
): void {
  for (const selection of selections) {
    const inside = selectionsWithin(selection, document, spread);
    if (inside !== null) collect(inside, document, names, spread);
    else if (selection.kind === Kind.FIELD) names.add(selection.name.value);
  }
}

/** What a fragment selects, once; null of a field. */
function selectionsWithin(
  selection: SelectionNode,
  { definitions }: DocumentNode,
  spread: Set<string>,
): SelectionSetNode | null {
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection.selectionSet;
  if (selection.kind !== Kind.FRAGMENT_SPREAD) return null;
  const name = selection.name.value;
  if (spread.has(name)) return NOTHING;
  spread.add(name);
  const fragment = definitions.find(
    (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name,
  );
  return fragment?.kind === Kind.FRAGMENT_DEFINITION ? fragment.selectionSet : NOTHING;
}

const NOTHING: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };
