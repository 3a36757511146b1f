import type { LoadLimits } from './load';
import { type SharedLimits, workerLimits } from './worker-share';

/** An attempt's socket, and an idle one that an earlier attempt left at another origin. */
const VENDOR_SOCKETS_PER_REQUEST = 2;
/** Listeners, NATS, name lookups, the log, Node itself, and connections to the admin port. */
const OTHER_OPEN_FILES = 128;
/** With fewer, a data plane could serve hardly any requests. */
const OPEN_FILES_MIN = 256;

/** The limits that take open files. */
export interface SocketLimits extends Pick<LoadLimits, 'requestsInFlightMax'> {
  readonly consumerConnectionsMax: number;
}

/** Limits that fit the process's limit on open files. */
export interface FittedLimits<T> {
  readonly limits: T;
  /** What was lowered and how to raise it, in one line; null if nothing was. */
  readonly warning: string | null;
}

/**
 * Lowers the limits to what the process's limit on open files allows. Beyond them it refuses connections and requests as at
 * any other limit, instead of failing calls to vendors because it cannot open a socket. Idle sockets at more than two
 * origins can still exceed it (docs/limits.md).
 *
 * @param openFilesMax of the process; null if it has no limit
 * @throws Error in one line if the process may open so few that it cannot serve
 */
export function fitToOpenFiles<T extends SocketLimits>(limits: T, openFilesMax: number | null): FittedLimits<T> {
  const { consumerConnectionsMax, requestsInFlightMax } = limits;
  const socketsMax = consumerConnectionsMax + VENDOR_SOCKETS_PER_REQUEST * requestsInFlightMax;
  const neededMax = socketsMax + OTHER_OPEN_FILES;
  if (openFilesMax === null || openFilesMax >= neededMax) return { limits, warning: null };
  const raise = `raise it to ${neededMax} with \`ulimit -n ${neededMax}\`, systemd's LimitNOFILE= or the container's ulimits`;
  if (openFilesMax < OPEN_FILES_MIN) {
    throw new Error(
      `The limit on open files is ${openFilesMax}, but a data plane needs at least ${OPEN_FILES_MIN}: ${raise}`,
    );
  }
  const available = openFilesMax - OTHER_OPEN_FILES;
  const requests = Math.max(1, Math.floor((requestsInFlightMax * available) / socketsMax));
  const connections = Math.min(consumerConnectionsMax, available - VENDOR_SOCKETS_PER_REQUEST * requests);
  const warning =
    `lowered the limits to ${connections} consumer connections and ${requests} requests in flight, because the limit on ` +
    `open files is ${openFilesMax} and the configured limits (${consumerConnectionsMax} connections, ` +
    `${requestsInFlightMax} requests) can need ${neededMax}: ${raise}, or lower SWITCHYARD_CONSUMER_CONNECTIONS_MAX and ` +
    'SWITCHYARD_REQUESTS_IN_FLIGHT_MAX';
  return {
    limits: { ...limits, consumerConnectionsMax: connections, requestsInFlightMax: requests },
    warning,
  };
}

/**
 * The limits of each worker, fitted to the limit on open files, which each of the processes has by itself.
 *
 * @throws as `fitToOpenFiles`
 */
export function fitWorkersToOpenFiles(
  limits: SharedLimits,
  workers: number,
  openFilesMax: number | null,
): FittedLimits<readonly SharedLimits[]> {
  const fitted = Array.from({ length: workers }, (_, index) =>
    fitToOpenFiles(workerLimits(limits, index, workers), openFilesMax),
  );
  const warning = fitted[0]?.warning ?? null;
  return {
    limits: fitted.map((each) => each.limits),
    warning: warning === null || workers === 1 ? warning : `each of ${workers} workers ${warning}`,
  };
}
