import { type DocumentNode, type FieldNode, Kind, type OperationDefinitionNode, type SelectionNode } from 'graphql';

/** The name of the root field whose key in the response is `key`, which may be an alias; null if there is none. */
export function rootFieldOf(
  document: DocumentNode | undefined,
  operation: OperationDefinitionNode | null | undefined,
  key: string | number | undefined,
): string | null {
  if (!document || !operation) return null;
  const fields = fieldsIn(document, operation.selectionSet.selections);
  return fields.find(({ alias, name }) => (alias ?? name).value === key)?.name.value ?? null;
}

/** Validation has ruled out cycles of fragments. */
function fieldsIn(document: DocumentNode, selections: readonly SelectionNode[]): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsIn(document, selection.selectionSet.selections);
    const fragment = document.definitions.find(
      (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION ? fieldsIn(document, fragment.selectionSet.selections) : [];
  });
}
