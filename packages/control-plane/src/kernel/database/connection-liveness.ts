import { isNativeError, isPromise } from 'node:util/types';
import type { Client, QueryConfig } from 'pg';

/** Then Node probes each second, and closes the connection after ten probes without an answer. */
const KEEPALIVE_DELAY_MS = 5_000;
const PREPARE_TIMEOUT_MS = 5_000;

/** The driver's message for a statement that was not answered within its `query_timeout`. */
export const QUERY_TIMED_OUT = 'Query read timeout';

/** Options of every connection to Postgres. */
export const livenessOptions = { keepAlive: true, keepAliveInitialDelayMillis: KEEPALIVE_DELAY_MS } as const;

/**
 * Ends the session of a client that vanished (power, network) about 10 seconds later, and so frees its locks; by default
 * that takes hours. Postgres ignores these settings over a Unix socket. See "Connection Settings" in its documentation.
 */
const SERVER_SETTINGS = {
  tcp_keepalives_idle: '5s',
  tcp_keepalives_interval: '2s',
  tcp_keepalives_count: '3',
  tcp_user_timeout: '10s',
} as const;
/**
 * Ten times Postgres's own: a report of a month of sums took twice as long with workers, which take tens of milliseconds to start
 * and then wait for the same cores.
 */
const PLANNER_SETTINGS = { parallel_setup_cost: '10000' } as const;
const SETTINGS = { ...SERVER_SETTINGS, ...PLANNER_SETTINGS };

/**
 * Prepares a new connection to Postgres so that neither side waits for one that has vanished without closing it. Poolers
 * refuse startup parameters that they do not know, so the server's settings are sent as a statement.
 *
 * @throws the driver's error if the server does not take the settings within 5 seconds
 */
export async function prepareConnection(client: Client): Promise<void> {
  // A server that ends just after it has accepted a connection may say both within one packet. The driver then raises an
  // error before anyone listens, which would end this process. The next statement tells the connection's user.
  client.on('error', () => undefined);
  endOnTimeout(client);
  sendTogether(client);
  const settings: QueryConfig<string[]> & { readonly query_timeout: number } = {
    text: `SELECT ${Object.keys(SETTINGS)
      .map((name, index) => `set_config('${name}', $${index + 1}, false)`)
      .join(', ')}`,
    values: Object.values(SETTINGS),
    query_timeout: PREPARE_TIMEOUT_MS,
  };
  await client.query(settings);
}

/**
 * When a statement times out, the driver reports it but keeps the connection: the next statement, such as a ROLLBACK, would
 * wait behind it for just as long.
 */
function endOnTimeout(client: Client): void {
  client.query = new Proxy(client.query.bind(client), {
    apply(query, _self, args: unknown[]) {
      const result: unknown = Reflect.apply(query, undefined, args);
      if (isPromise(result)) {
        result.catch((error: unknown) => {
          // With a statement under way, this closes the socket at once.
          if (isNativeError(error) && error.message === QUERY_TIMED_OUT) void client.end();
        });
      }
      return result;
    },
  });
}

/**
 * Statements that are sent in one turn of the event loop, without waiting for each other's answers, travel together: writing
 * to the socket costs more than anything else that the driver does for a small statement.
 */
function sendTogether(client: Client): void {
  const { stream } = client.connection;
  let isCorked = false;
  client.query = new Proxy(client.query.bind(client), {
    apply(query, _self, args: unknown[]) {
      if (!isCorked) {
        isCorked = true;
        stream.cork();
        process.nextTick(() => {
          isCorked = false;
          stream.uncork();
        });
      }
      return Reflect.apply(query, undefined, args);
    },
  });
}
