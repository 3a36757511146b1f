import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { translateDatabaseError } from '../../kernel/database/translate-database-error';
import { DomainError } from '../../kernel/errors/domain-error';
import type { ErrorCode } from '../../kernel/errors/error-extensions';

const INTERNAL_MESSAGE = 'Internal error. The control plane logged the details under this correlation id.';

/** The cause of an error in a GraphQL answer: a DomainError where it is known. */
export function causeOf(error: unknown): unknown {
  // An error without a path arose before anything was resolved, and Apollo does not unwrap it.
  if (error instanceof GraphQLError && error.originalError instanceof DomainError) return error.originalError;
  const original = unwrapResolverError(error);
  // GraphQL wraps a thrown value that is not an Error.
  const isWrapped = typeof original === 'object' && original !== null && 'thrownValue' in original;
  return translateDatabaseError(isWrapped ? original.thrownValue : original);
}

/**
 * What a caller sees of an error: what was written for callers, and what GraphQL says of the request, whole. Never a
 * message of the database or of a fault.
 *
 * @param formatted the error as GraphQL formats it
 * @param error the error itself, which tells its cause
 */
export function describeError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = causeOf(error);
  if (cause instanceof DomainError) {
    return { ...place(formatted), message: cause.message, extensions: { ...cause.details, code: cause.code } };
  }
  const code = requestCode(cause);
  return code === null
    ? { ...place(formatted), message: INTERNAL_MESSAGE, extensions: { code: 'INTERNAL_SERVER_ERROR' } }
    : { ...place(formatted), message: formatted.message, extensions: { code } };
}

/** Where in the request an error arose. */
function place({ path, locations }: GraphQLFormattedError): Pick<GraphQLFormattedError, 'path' | 'locations'> {
  return { ...(path ? { path } : {}), ...(locations ? { locations } : {}) };
}

/** Apollo's codes for a request that is at fault, and ours for each. */
const REQUEST_CODES: Record<string, ErrorCode> = {
  BAD_REQUEST: 'BAD_REQUEST',
  BAD_USER_INPUT: 'BAD_USER_INPUT',
  GRAPHQL_PARSE_FAILED: 'GRAPHQL_PARSE_FAILED',
  GRAPHQL_VALIDATION_FAILED: 'GRAPHQL_VALIDATION_FAILED',
  OPERATION_RESOLUTION_FAILURE: 'BAD_REQUEST',
  PERSISTED_QUERY_NOT_SUPPORTED: 'PERSISTED_QUERY_NOT_SUPPORTED',
};

/**
 * The code of an error about the document or its variables; null for any other error. The message of such an error quotes
 * what the caller sent, so it must not be logged.
 */
export function requestCode(cause: unknown): ErrorCode | null {
  const code = cause instanceof GraphQLError ? cause.extensions['code'] : undefined;
  return typeof code === 'string' ? (REQUEST_CODES[code] ?? null) : null;
}
