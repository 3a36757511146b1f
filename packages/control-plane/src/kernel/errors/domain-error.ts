import { isUuid } from '../text/uuid';
import type { ConflictReason, ErrorCode, ErrorExtensions, FieldProblem } from './error-extensions';

export type ErrorDetails = Partial<Omit<ErrorExtensions, 'code' | 'correlationId'>>;

/** An error that a caller may see as it stands: its message and details hold nothing of the database or of the code. */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: ErrorDetails = {},
    /** Its cause is for the log: what the control plane should have foreseen and did not. */
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const FIELDS_IN_MESSAGE_MAX = 3;

/** The input breaks a rule; the same input will fail again. */
export function badInput(fields: readonly FieldProblem[]): DomainError {
  const named = fields.slice(0, FIELDS_IN_MESSAGE_MAX).map((field) => `${placeIn(field)}: ${field.message}`);
  const more = fields.length > named.length ? `; and ${fields.length - named.length} more` : '';
  return new DomainError('BAD_USER_INPUT', `The input breaks a rule. ${named.join('; ')}${more}`, {
    fields: [...fields],
  });
}

function placeIn({ path, line, column }: FieldProblem): string {
  return line && column ? `${path} (line ${line}, column ${column})` : path;
}

/** What is no id at all is not quoted: it may be a credential at the wrong place. */
export function notFound(what: string, id: string): DomainError {
  return new DomainError('NOT_FOUND', `There is no ${what} ${isUuid(id) ? JSON.stringify(id) : 'with that id'}.`);
}

/** The input is sound but does not fit the configuration as it stands. */
export function conflict(reason: ConflictReason, message: string, details: ErrorDetails = {}): DomainError {
  return new DomainError('CONFLICT', message, { ...details, reason });
}

const RETRY_AFTER_SECONDS = 1;

export function unavailable(message: string): DomainError {
  return new DomainError('UNAVAILABLE', `${message} Try again.`, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
