import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';
import { refuseConditionalSubscriptions } from './refuse-conditional-subscriptions';

/** Fragments do not count: what they hold counts where they are spread. */
export const DEPTH_MAX = 12;
/** Each may be a mutation, and so a transaction of its own. */
export const ALIASES_MAX = 100;
export const DIRECTIVES_MAX = 50;
/** The time to validate a document grows with the square of the fields that it repeats, up to GraphQL's own limit. */
export const TOKENS_MAX = 3_000;

interface Rejecting {
  readonly propagateOnRejection: false;
  readonly onReject: ((context: ValidationContext | null, error: GraphQLError) => void)[];
}

/** Reports an error like any other of the document, where the library would throw it. */
const reporting: Rejecting = {
  propagateOnRejection: false,
  onReject: [(context, error) => context?.reportError(new GraphQLError(error.message.replace(/^Syntax Error: /, '')))],
};

/** What a document may be at most, before anything of it is run. */
export const DOCUMENT_LIMITS: readonly ValidationRule[] = [
  maxDepthRule({ n: DEPTH_MAX, flattenFragments: true, ...reporting }),
  maxAliasesRule({ n: ALIASES_MAX, ...reporting }),
  maxDirectivesRule({ n: DIRECTIVES_MAX, ...reporting }),
  // The last one, as it hides operations from those behind it.
  refuseConditionalSubscriptions,
];
