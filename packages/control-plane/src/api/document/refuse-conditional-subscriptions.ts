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

const MESSAGE = 'The field of a subscription cannot be conditional: remove `@skip` or `@include`.';

/**
 * GraphQL's own rule that a subscription has one field does not know the variables, and throws if one of them decides
 * whether the field is included (as of graphql 16). This rule refuses such a document, as later editions of the
 * specification require, and hides it from the rules that follow.
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
        // All definitions go: a fragment without its operation would be reported as unused.
        return { ...document, definitions: [] };
      },
    },
  };
}

/** @param seen the names of the fragments already visited: one may spread itself */
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
