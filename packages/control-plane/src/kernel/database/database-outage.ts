import { QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { QUERY_TIMED_OUT } from './connection-liveness';

const UNREACHABLE = 'it cannot be reached. Check that Postgres is running, and DATABASE_URL and the network to it.';
const BROKEN = 'the connection to it broke. If that lasts, check the log of Postgres and the network to it.';
const SILENT = 'it accepts connections but does not answer. Check that Postgres and its machine are not stopped.';
const NO_CONNECTION_FREE =
  'no connection became free in time. If Postgres is well, raise SWITCHYARD_DATABASE_CONNECTIONS.';

/** By SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const OUTAGES: ReadonlyMap<string, string> = new Map([
  ['25006', 'it is read-only. Point DATABASE_URL at the primary server, or turn default_transaction_read_only off.'],
  ['28000', 'it refuses our login. Check the user in DATABASE_URL, and pg_hba.conf of Postgres.'],
  ['28P01', 'it refuses our login. Check the user and password in DATABASE_URL.'],
  ['3D000', 'it does not exist. Check the name in DATABASE_URL.'],
  ['53100', 'the disk of Postgres is full. Free space on it, or make it larger.'],
  ['53200', 'Postgres is out of memory. Give its server more, or lower work_mem or max_connections.'],
  ['53300', 'it has no connection left. Raise max_connections of Postgres, or lower SWITCHYARD_DATABASE_CONNECTIONS.'],
  ['53400', 'a limit in the configuration of Postgres was reached, such as temp_file_limit. Raise that limit.'],
  ['57P01', 'Postgres is shutting down, or an administrator ended the connection.'],
  ['57P02', 'Postgres crashed and is restarting. Check its log and its disk.'],
  ['57P03', 'Postgres is starting or recovering. If that lasts, check its log and its disk.'],
  ['57P04', 'it was dropped. Restore it, or change the name in DATABASE_URL.'],
  ['57P05', BROKEN],
  ['58030', 'Postgres cannot read or write its files. Check its disk and its log.'],
]);

/** By the first two characters of an SQLSTATE that has no sentence of its own. */
const OUTAGE_CLASSES: ReadonlyMap<string, string> = new Map([
  ['08', BROKEN],
  ['53', 'Postgres lacks resources. Check its log, its disk and its memory.'],
  ['58', 'Postgres failed outside of the database, such as in a file. Check its disk and its log.'],
]);

/** By the code of Node's error. */
const NETWORK_FAULTS: ReadonlyMap<string, string> = new Map([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'].map(
    (code) => [code, UNREACHABLE] as const,
  ),
  ...['ECONNRESET', 'EPIPE'].map((code) => [code, BROKEN] as const),
]);

/** By the beginning of the driver's message, where it gives no code. */
const DRIVER_FAULTS = [
  [QUERY_TIMED_OUT, SILENT],
  ['Connection terminated due to connection timeout', SILENT],
  ['timeout exceeded when trying to connect', NO_CONNECTION_FREE],
  ['Connection terminated', BROKEN],
  ['Client has encountered', BROKEN],
  ['Client was closed', BROKEN],
] as const;

/**
 * Why the database cannot serve anybody at the moment, and what the operator does about it; null if the error does not
 * say that.
 *
 * @param code an SQLSTATE, or the code of a network error of Node; empty if there is none
 */
export function databaseOutage(error: Error, code: string): string | null {
  // The connection was lost between two statements of a transaction.
  if (error instanceof QueryRunnerProviderAlreadyReleasedError) return BROKEN;
  // A Postgres that is stopped takes its Unix socket along; a missing file is another matter.
  if (code === 'ENOENT' && Reflect.get(error, 'syscall') === 'connect') return UNREACHABLE;
  const known = OUTAGES.get(code) ?? NETWORK_FAULTS.get(code) ?? OUTAGE_CLASSES.get(code.slice(0, 2));
  return known ?? DRIVER_FAULTS.find(([message]) => error.message.startsWith(message))?.[1] ?? null;
}
