import { isNativeError } from 'node:util/types';
import { QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { DomainError, unavailable } from '../errors/domain-error';
import { explainConstraint } from './constraint-violation';

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const AWAY = new Set(['57P01', '57P02', '57P03', '57P05', '53300', '3D000']);
const BUSY = new Set(['25P03', '55P03', '57014', '40001', '40P01', '53200', '53400']);
const CONNECTION_EXCEPTION_CLASS = '08';
/** What a caller sent is none of the values of its type: no text, no JSON, no number or moment within bounds. */
const UNFIT = new Set(['22003', '22007', '22008', '22021', '22P02', '22P05']);
const VIOLATIONS = new Set(['23503', '23505']);

const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);
// pg gives no code with these.
const LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered)/;

/**
 * What a failure of the database means to a caller: a DomainError where it can be told, otherwise the error itself,
 * which is then a fault of the control plane.
 */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof DomainError || !isNativeError(error)) return error;
  const code = text(error, 'code') ?? '';
  if (BUSY.has(code)) return unavailable('The database is busy.');
  // The connection was lost between two statements of a transaction.
  const isLost = error instanceof QueryRunnerProviderAlreadyReleasedError;
  if (isLost || isAway(code, error.message)) return unavailable('The database is away.');
  if (UNFIT.has(code)) return unfitValue(code);
  const constraint = VIOLATIONS.has(code) ? text(error, 'constraint') : undefined;
  return (constraint === undefined ? null : explainConstraint(constraint)) ?? error;
}

/** The database's own message quotes the value, so not even the log gets it. */
function unfitValue(code: string): DomainError {
  const message =
    'A value of the input is none that the database can take, such as text with a NUL character, or a number or a ' +
    'moment that is too large.';
  const cause = new Error(`the database refused a value with SQLSTATE ${code}, which no rule had refused`);
  return new DomainError('BAD_USER_INPUT', message, { fields: [] }, { cause });
}

function isAway(code: string, message: string): boolean {
  return AWAY.has(code) || NETWORK.has(code) || code.startsWith(CONNECTION_EXCEPTION_CLASS) || LOST.test(message);
}

/** A member of the driver's error, which TypeORM copies to its own. */
function text(error: Error, member: string): string | undefined {
  const value: unknown = Reflect.get(error, member);
  return typeof value === 'string' ? value : undefined;
}
