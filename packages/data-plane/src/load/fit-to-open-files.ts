import type { LoadLimits } from './load';

/** An attempt's own socket, and one that an earlier request has left idle at another origin. */
const VENDOR_SOCKETS_PER_REQUEST = 2;
/** Listeners, NATS, name lookups, the log, Node itself, and the operators' connections. */
const OTHER_OPEN_FILES = 128;
/** With fewer a data plane could hardly serve anybody. */
const OPEN_FILES_MIN = 256;

/** The limits that take open files. */
export interface SocketLimits extends Pick<LoadLimits, 'requestsInFlightMax'> {
  readonly consumerConnectionsMax: number;
}

/** Limits that the process's limit of open files allows for. */
export interface FittedLimits<T extends SocketLimits> {
  readonly limits: T;
  /** What was lowered and how to raise it, in one line; null where nothing was. */
  readonly warning: string | null;
}

/**
 * Lowers the limits until they cannot take more open files than the process may have. So it refuses connections and
 * requests as it does at any limit, instead of failing calls to vendors for want of a socket.
 *
 * @param openFilesMax of the process; null where it has no limit
 * @throws Error in one line where the process may have so few that it cannot serve
 */
export function fitToOpenFiles<T extends SocketLimits>(limits: T, openFilesMax: number | null): FittedLimits<T> {
  const { consumerConnectionsMax, requestsInFlightMax } = limits;
  const socketsMax = consumerConnectionsMax + VENDOR_SOCKETS_PER_REQUEST * requestsInFlightMax;
  const neededMax = socketsMax + OTHER_OPEN_FILES;
  if (openFilesMax === null || openFilesMax >= neededMax) return { limits, warning: null };
  const raise = `Raise it to ${neededMax}: \`ulimit -n ${neededMax}\`, LimitNOFILE= of systemd, or the container's ulimits.`;
  if (openFilesMax < OPEN_FILES_MIN) {
    throw new Error(`the limit of open files is ${openFilesMax}, and at least ${OPEN_FILES_MIN} are needed. ${raise}`);
  }
  const available = openFilesMax - OTHER_OPEN_FILES;
  const requests = Math.max(1, Math.floor((requestsInFlightMax * available) / socketsMax));
  const connections = Math.min(consumerConnectionsMax, available - VENDOR_SOCKETS_PER_REQUEST * requests);
  const warning =
    `The limit of open files is ${openFilesMax}, and the configured limits can need ${neededMax}: ` +
    `${consumerConnectionsMax} connections of consumers, ${VENDOR_SOCKETS_PER_REQUEST} sockets for each of ` +
    `${requestsInFlightMax} requests in flight, and ${OTHER_OPEN_FILES} others. They are lowered to ${connections} ` +
    `connections and ${requests} requests in flight. ${raise} Or lower SWITCHYARD_CONSUMER_CONNECTIONS_MAX and ` +
    'SWITCHYARD_REQUESTS_IN_FLIGHT_MAX.';
  return {
    limits: { ...limits, consumerConnectionsMax: connections, requestsInFlightMax: requests },
    warning,
  };
}
