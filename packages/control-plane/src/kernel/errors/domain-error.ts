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

/** An id that is not a UUID is not quoted: it may be a credential in the wrong place. */
export function notFound(what: string, id: string): DomainError {
  return new DomainError('NOT_FOUND', `There is no ${what} ${isUuid(id) ? JSON.stringify(id) : 'with that id'}.`);
}

/** The input is valid but conflicts with the current configuration. */
export function conflict(reason: ConflictReason, message: string, details: ErrorDetails = {}): DomainError {
  return new DomainError('CONFLICT', message, { ...details, reason });
}

const RETRY_AFTER_SECONDS = 1;

export function unavailable(message: string): DomainError {
  return new DomainError('UNAVAILABLE', `${message} Try again.`, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
