import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';
import { refuseConditionalSubscriptions } from './refuse-conditional-subscriptions';

/** Fragments add no depth: their fields count where they are spread. */
export const DEPTH_MAX = 12;
/** Each alias may be a mutation, and so a separate transaction. Aliases of `__typename` count, too. */
export const ALIASES_MAX = 100;
export const DIRECTIVES_MAX = 50;
/** Validation time grows with the square of the repeated fields, up to GraphQL's own limit. */
export const TOKENS_MAX = 3_000;

interface Rejecting {
  readonly propagateOnRejection: false;
  readonly onReject: ((context: ValidationContext | null, error: GraphQLError) => void)[];
}

/** Reports an error together with the document's others; the library would throw it. */
const reporting: Rejecting = {
  propagateOnRejection: false,
  onReject: [(context, error) => context?.reportError(new GraphQLError(error.message.replace(/^Syntax Error: /, '')))],
};

/** The limits that a document is checked against before execution. */
export const DOCUMENT_LIMITS: readonly ValidationRule[] = [
  maxDepthRule({ n: DEPTH_MAX, flattenFragments: true, ...reporting }),
  maxAliasesRule({ n: ALIASES_MAX, allowList: [], ...reporting }),
  maxDirectivesRule({ n: DIRECTIVES_MAX, ...reporting }),
  // Last, because it hides operations from the rules that follow.
  refuseConditionalSubscriptions,
];
