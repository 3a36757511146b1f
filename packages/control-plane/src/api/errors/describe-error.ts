import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { translateDatabaseError } from '../../kernel/database/translate-database-error';
import { DomainError } from '../../kernel/errors/domain-error';
import type { ErrorCode } from '../../kernel/errors/error-extensions';
import { valueRemover } from './without-values';

const INTERNAL_MESSAGE = 'The control plane has failed. Its log has the detail under the correlation id.';

/** What lies behind an error of a GraphQL answer: a DomainError where its cause is known. */
export function causeOf(error: unknown): unknown {
  // Where nothing was resolved yet, GraphQL's error has no path, and Apollo takes it for the whole.
  if (error instanceof GraphQLError && error.originalError instanceof DomainError) return error.originalError;
  const original = unwrapResolverError(error);
  // GraphQL wraps what it does not take for an error.
  const isWrapped = typeof original === 'object' && original !== null && 'thrownValue' in original;
  return translateDatabaseError(isWrapped ? original.thrownValue : original);
}

/**
 * What a caller gets to see of an error. Only what was written for callers passes: no database or stack message, and
 * nothing that the caller sent.
 *
 * @returns what Apollo's `formatError` takes
 */
export function errorDescriber(schema: GraphQLSchema) {
  const withoutValues = valueRemover(schema);
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const cause = causeOf(error);
    if (cause instanceof DomainError) {
      return { ...place(formatted), message: cause.message, extensions: { ...cause.details, code: cause.code } };
    }
    const code = requestCode(cause);
    if (code === null) {
      return { ...place(formatted), message: INTERNAL_MESSAGE, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
    }
    const message = code === 'GRAPHQL_PARSE_FAILED' ? syntaxMessage(formatted) : withoutValues(formatted.message);
    return { ...place(formatted), message, extensions: { code } };
  };
}

const TOO_MANY_TOKENS = /Document contains more that (\d+) tokens/;

/** A syntax error quotes the document where it breaks off; the position says as much. */
function syntaxMessage({ message, locations }: GraphQLFormattedError): string {
  const [, tokens] = TOO_MANY_TOKENS.exec(message) ?? [];
  if (tokens !== undefined) return `The document has more than ${tokens} tokens.`;
  const [at] = locations ?? [];
  return at ? `The document is no GraphQL at line ${at.line}, column ${at.column}.` : 'The document is no GraphQL.';
}

/** The fields of a GraphQL error that say where in the request it arose. */
function place({ path, locations }: GraphQLFormattedError): Pick<GraphQLFormattedError, 'path' | 'locations'> {
  return { ...(path ? { path } : {}), ...(locations ? { locations } : {}) };
}

/** The codes of Apollo's errors about a request; one that only it knows is BAD_REQUEST to callers. */
const REQUEST_CODES: Record<string, ErrorCode> = {
  BAD_REQUEST: 'BAD_REQUEST',
  BAD_USER_INPUT: 'BAD_USER_INPUT',
  GRAPHQL_PARSE_FAILED: 'GRAPHQL_PARSE_FAILED',
  GRAPHQL_VALIDATION_FAILED: 'GRAPHQL_VALIDATION_FAILED',
  OPERATION_RESOLUTION_FAILURE: 'BAD_REQUEST',
};

/**
 * The code where the document or its variables do not fit the schema; null for any other error. The message of such an
 * error quotes what the caller sent, so it is not for a log.
 */
export function requestCode(cause: unknown): ErrorCode | null {
  const code = cause instanceof GraphQLError ? cause.extensions['code'] : undefined;
  return typeof code === 'string' ? (REQUEST_CODES[code] ?? null) : null;
}
