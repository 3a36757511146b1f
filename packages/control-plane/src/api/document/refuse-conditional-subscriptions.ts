import {
  type ASTVisitor,
  type DocumentNode,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { DomainError } from '../../kernel/errors/domain-error';

const MESSAGE = 'A subscription has one field, and neither `@skip` nor `@include` may say whether it is there.';

/**
 * GraphQL's own rule, that a subscription has one field, does not know the variables, and throws where one of them decides
 * whether the field is there (as of graphql 16). Such a document is refused here, as later editions of the specification
 * ask for, and the rules behind see nothing of it.
 *
 * https://spec.graphql.org/September2025/#sec-Single-Root-Field
 */
export function refuseConditionalSubscriptions(context: ValidationContext): ASTVisitor {
  return {
    Document: {
      enter(document): DocumentNode | undefined {
        const refused = document.definitions.filter(
          (definition) =>
            definition.kind === Kind.OPERATION_DEFINITION &&
            definition.operation === OperationTypeNode.SUBSCRIPTION &&
            isConditional(context, definition.selectionSet, new Set()),
        );
        if (refused.length === 0) return undefined;
        const originalError = new DomainError('GRAPHQL_VALIDATION_FAILED', MESSAGE);
        for (const nodes of refused) context.reportError(new GraphQLError(MESSAGE, { nodes, originalError }));
        // Without its operation a fragment would be one that is never used.
        return { ...document, definitions: [] };
      },
    },
  };
}

/** @param seen the names of the fragments that were looked into: one may spread itself */
function isConditional(context: ValidationContext, { selections }: SelectionSetNode, seen: Set<string>): boolean {
  return selections.some((selection) => {
    if (selection.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include')) return true;
    if (selection.kind === Kind.INLINE_FRAGMENT) return isConditional(context, selection.selectionSet, seen);
    if (selection.kind !== Kind.FRAGMENT_SPREAD || seen.has(selection.name.value)) return false;
    seen.add(selection.name.value);
    const fragment = context.getFragment(selection.name.value);
    return fragment ? isConditional(context, fragment.selectionSet, seen) : false;
  });
}
