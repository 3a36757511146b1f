import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { translateDatabaseError } from '../database/translate-database-error';
import { DomainError } from './domain-error';
import { ErrorCode } from './error-extensions';

const INTERNAL_MESSAGE = 'The control plane has failed. Its log has the detail under the correlation id.';

/** What lies behind an error of a GraphQL answer: a DomainError where its cause is known. */
export function causeOf(error: unknown): unknown {
  return translateDatabaseError(unwrapResolverError(error));
}

/** What a caller gets to see of an error. Only what was written for callers passes: no database or stack message. */
export function describeError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = causeOf(error);
  if (cause instanceof DomainError) {
    return { ...place(formatted), message: cause.message, extensions: { ...cause.details, code: cause.code } };
  }
  if (isFaultOfRequest(cause)) {
    const extensions = { code: requestCode(formatted.extensions?.['code']) };
    return { ...place(formatted), message: withoutValues(formatted.message), extensions };
  }
  return { ...place(formatted), message: INTERNAL_MESSAGE, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}

/** The fields of a GraphQL error that say where in the request it arose. */
function place({ path, locations }: GraphQLFormattedError): Pick<GraphQLFormattedError, 'path' | 'locations'> {
  return { ...(path ? { path } : {}), ...(locations ? { locations } : {}) };
}

/** That the document or its variables do not fit the schema: GraphQL's own errors, which have no cause behind them. */
function isFaultOfRequest(cause: unknown): boolean {
  return cause instanceof GraphQLError && cause.originalError === undefined && !isInternal(cause.extensions['code']);
}

function isInternal(code: unknown): boolean {
  return code === 'INTERNAL_SERVER_ERROR';
}

function requestCode(code: unknown): ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ErrorCode, code) ? (code as ErrorCode) : 'BAD_REQUEST';
}

/** GraphQL quotes the value that does not fit, and that may be a credential at the wrong place. */
function withoutValues(message: string): string {
  return message
    .replace(/got invalid value [\s\S]*( at "[\w.[\]]+"; )/, 'got an invalid value$1')
    .replace(/got invalid value [\s\S]*?; /, 'got an invalid value; ')
    .replace(/(cannot represent [\w\s-]*value): [\s\S]*/, '$1.');
}
