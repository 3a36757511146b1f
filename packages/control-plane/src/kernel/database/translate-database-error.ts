import { isNativeError } from 'node:util/types';
import { QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { DomainError, unavailable } from '../errors/domain-error';
import { explainConstraint, FOREIGN_KEY_VIOLATION, UNIQUE_VIOLATION } from './constraint-violation';

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const UNAVAILABLE = new Set(['57P01', '57P02', '57P03', '57P05', '53300', '3D000']);
const BUSY = new Set(['25P03', '55P03', '57014', '40001', '40P01', '53200', '53400']);
const CONNECTION_EXCEPTION_CLASS = '08';
/** Postgres refuses a value that a caller sent: text, JSON, or a number or time out of range. */
const INVALID_VALUE = new Set(['22003', '22007', '22008', '22021', '22P02', '22P05']);
const VIOLATIONS = new Set([FOREIGN_KEY_VIOLATION, UNIQUE_VIOLATION]);

const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);
// pg gives no code with these.
const LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client (has encountered|was closed))/;

/**
 * What an error of the database means to a caller: a DomainError if it is known, otherwise the error itself, which is then
 * an internal error.
 */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof DomainError || !isNativeError(error)) return error;
  const code = text(error, 'code') ?? '';
  if (BUSY.has(code)) return unavailable('The database is busy.');
  // The connection was lost between two statements of a transaction.
  const isLost = error instanceof QueryRunnerProviderAlreadyReleasedError;
  if (isLost || isUnavailable(code, error.message)) return unavailable('The database is unavailable.');
  if (INVALID_VALUE.has(code)) return invalidValue(code);
  const constraint = VIOLATIONS.has(code) ? text(error, 'constraint') : undefined;
  return (constraint === undefined ? null : explainConstraint(code, constraint)) ?? error;
}

/** The database's own message quotes the value, so not even the log gets it. */
function invalidValue(code: string): DomainError {
  const message =
    'The database cannot store a value in the input, such as text with a NUL character, or a number or time that is ' +
    'out of range.';
  const cause = new Error(`the database rejected a value that passed every rule, with SQLSTATE ${code}`);
  return new DomainError('BAD_USER_INPUT', message, { fields: [] }, { cause });
}

function isUnavailable(code: string, message: string): boolean {
  return (
    UNAVAILABLE.has(code) || NETWORK.has(code) || code.startsWith(CONNECTION_EXCEPTION_CLASS) || LOST.test(message)
  );
}

/** A property of the driver's error, which TypeORM copies to its own. */
function text(error: Error, member: string): string | undefined {
  const value: unknown = Reflect.get(error, member);
  return typeof value === 'string' ? value : undefined;
}
