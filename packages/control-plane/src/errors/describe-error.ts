import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { translateDatabaseError } from '../database/translate-database-error';
import { DomainError } from './domain-error';
import type { ErrorCode } from './error-extensions';

const INTERNAL_MESSAGE = 'The control plane has failed. Its log has the detail under the correlation id.';

/** What lies behind an error of a GraphQL answer: a DomainError where its cause is known. */
export function causeOf(error: unknown): unknown {
  const original = unwrapResolverError(error);
  // GraphQL wraps what it does not take for an error.
  const isWrapped = typeof original === 'object' && original !== null && 'thrownValue' in original;
  return translateDatabaseError(isWrapped ? original.thrownValue : original);
}

/** What a caller gets to see of an error. Only what was written for callers passes: no database or stack message. */
export function describeError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = causeOf(error);
  if (cause instanceof DomainError) {
    return { ...place(formatted), message: cause.message, extensions: { ...cause.details, code: cause.code } };
  }
  const code = requestCode(cause);
  if (code !== null) return { ...place(formatted), message: withoutValues(formatted.message), extensions: { code } };
  return { ...place(formatted), message: INTERNAL_MESSAGE, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
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

/** GraphQL quotes the value that does not fit, and that may be a credential at the wrong place. */
function withoutValues(message: string): string {
  return message
    .replace(/got invalid value [\s\S]*( at "[\w.[\]]+"; )/, 'got an invalid value$1')
    .replace(/got invalid value [\s\S]*?; /, 'got an invalid value; ')
    .replace(/(cannot represent [\w\s-]*value): [\s\S]*/, '$1.');
}
