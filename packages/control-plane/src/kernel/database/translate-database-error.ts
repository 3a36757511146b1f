import { isNativeError } from 'node:util/types';
import { DomainError, unavailable } from '../errors/domain-error';
import { databaseOutage } from './database-outage';
import { explainConstraint, FOREIGN_KEY_VIOLATION, UNIQUE_VIOLATION } from './constraint-violation';

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const BUSY = new Set(['25P03', '55P03', '57014', '40001', '40P01']);
/** Postgres refuses a value that a caller sent: text, JSON, or a number or time out of range. */
const INVALID_VALUE = new Set(['22003', '22007', '22008', '22021', '22P02', '22P05']);
const VIOLATIONS = new Set([FOREIGN_KEY_VIOLATION, UNIQUE_VIOLATION]);

/**
 * What an error of the database means to a caller: a DomainError if it is known, otherwise the error itself, which is then
 * an internal error.
 */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof DomainError || !isNativeError(error)) return error;
  const code = text(error, 'code') ?? '';
  if (BUSY.has(code)) return unavailable('The database is busy.');
  const outage = databaseOutage(error, code);
  if (outage !== null) return unavailable(`The database is unavailable: ${outage}`);
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

/** A property of the driver's error, which TypeORM copies to its own. */
function text(error: Error, member: string): string | undefined {
  const value: unknown = Reflect.get(error, member);
  return typeof value === 'string' ? value : undefined;
}
