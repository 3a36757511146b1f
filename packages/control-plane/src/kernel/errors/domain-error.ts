import { isUuid } from '../text/uuid';
import type { ConflictReason, ErrorCode, ErrorExtensions, FieldProblem } from './error-extensions';

export type ErrorDetails = Partial<Omit<ErrorExtensions, 'code' | 'correlationId'>>;

/** An error that callers may see whole: its message and details reveal nothing of the database or the code. */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: ErrorDetails = {},
    /** The cause is for the log: a fault of the control plane. */
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const FIELDS_IN_MESSAGE_MAX = 3;

/** The input breaks a rule; the same input will fail again. */
export function badInput(fields: readonly FieldProblem[]): DomainError {
  const named = fields.slice(0, FIELDS_IN_MESSAGE_MAX).map((field) => `${positionOf(field)}: ${field.message}`);
  const more = fields.length > named.length ? `; and ${fields.length - named.length} more` : '';
  return new DomainError('BAD_USER_INPUT', `Invalid input. ${named.join('; ')}${more}`, {
    fields: [...fields],
  });
}

function positionOf({ path, line, column }: FieldProblem): string {
  return line && column ? `${path} (line ${line}, column ${column})` : path;
}

/**
 * The object that the input names by its id does not exist. An id that is not a UUID is not quoted: it may be a credential in
 * the wrong place.
 *
 * @param what messages call the object, such as `access token`
 * @param path the input's member with the id: by default it is named after the object, such as `accessTokenId`
 */
export function notFound(what: string, id: string, path = memberFor(what)): DomainError {
  return new DomainError('NOT_FOUND', `There is no ${what} ${isUuid(id) ? JSON.stringify(id) : 'with that id'}.`, {
    fields: [{ path, message: `no ${what} has this id`, reason: 'NOT_FOUND' }],
  });
}

/** Inputs name policies of all kinds by `policyId`. */
function memberFor(what: string): string {
  const [first = '', ...others] = what
    .replace(/^.* policy$/, 'policy')
    .toLowerCase()
    .split(' ');
  return [first, ...others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)), 'Id'].join('');
}

/** The input is valid but conflicts with the current configuration. */
export function conflict(reason: ConflictReason, message: string, details: ErrorDetails = {}): DomainError {
  return new DomainError('CONFLICT', message, { ...details, reason });
}

const RETRY_AFTER_SECONDS = 1;

export function unavailable(message: string): DomainError {
  return new DomainError('UNAVAILABLE', `${message} Try again.`, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
