import { type buildConnector, Client, type Dispatcher, Pool } from 'undici';
import { vendorConnector } from './vendor-connector';

/** The maximum number of open sockets per origin; further requests wait for one within their attempt's timeout. */
export const SOCKETS_PER_ORIGIN_MAX = 1_024;
const RESPONSE_HEADER_BYTES_MAX = 65_536;
/** The longest that an idle connection is kept, whatever the vendor's `keep-alive` header says. */
const IDLE_SOCKET_MS_MAX = 60_000;

/** Creates the connector of a pool with this connect timeout. */
type ConnectorFor = (connectTimeoutMs: number) => buildConnector.connector | buildConnector.BuildOptions;

export interface UpstreamPoolsOptions {
  readonly socketsPerOriginMax?: number | undefined;
  /** By default connects to any address. */
  readonly connectorFor?: ConnectorFor | undefined;
}

/**
 * The connections to vendors: a pool per origin and connect timeout, shared by all endpoints with both. Attempts
 * enforce their own timeouts, because undici rounds its timeouts to half seconds.
 */
export class UpstreamPools {
  readonly #pools = new Map<string, Pool>();
  readonly #socketsPerOriginMax: number;
  readonly #connectorFor: ConnectorFor;
  /** The connections of requests that were sent again. */
  readonly #fresh = new Set<Client>();

  constructor({ socketsPerOriginMax = SOCKETS_PER_ORIGIN_MAX, connectorFor = anywhere }: UpstreamPoolsOptions = {}) {
    this.#socketsPerOriginMax = socketsPerOriginMax;
    this.#connectorFor = connectorFor;
  }

  get(origin: string, connectTimeoutMs: number): Pool {
    const key = poolKey(origin, connectTimeoutMs);
    const present = this.#pools.get(key);
    if (present !== undefined) return present;
    const options = this.#optionsFor(connectTimeoutMs);
    const pool = new Pool(origin, { ...options, connections: this.#socketsPerOriginMax });
    this.#pools.set(key, pool);
    return pool;
  }

  /** Sends a request on a connection that no other request has used or will use. */
  dispatchOnFresh(
    origin: string,
    connectTimeoutMs: number,
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): void {
    const client = new Client(origin, this.#optionsFor(connectTimeoutMs));
    this.#fresh.add(client);
    client.dispatch(options, handler);
    const forget = () => this.#fresh.delete(client);
    // Closes once its only request is over.
    client.close().then(forget, forget);
  }

  /** Whether requests use all connections that an origin may have. */
  areAllTaken(origin: string, connectTimeoutMs: number): boolean {
    const pool = this.#pools.get(poolKey(origin, connectTimeoutMs));
    return pool !== undefined && pool.stats.running >= this.#socketsPerOriginMax;
  }

  /** Closes the pools that no endpoint needs, each once its last request is over. */
  retain(needed: Iterable<{ origin: string; connectTimeoutMs: number }>): void {
    const keys = new Set([...needed].map(({ origin, connectTimeoutMs }) => poolKey(origin, connectTimeoutMs)));
    for (const [key, pool] of this.#pools) {
      if (keys.has(key)) continue;
      this.#pools.delete(key);
      // A pool only fails to close if it is already closed.
      pool.close().catch(() => {});
    }
  }

  /** Closes every connection at once. */
  async destroy(): Promise<void> {
    const open = [...this.#pools.values(), ...this.#fresh];
    this.#pools.clear();
    await Promise.all(open.map((each) => each.destroy()));
  }

  #optionsFor(connectTimeoutMs: number): Client.Options {
    return {
      pipelining: 1,
      keepAliveMaxTimeout: IDLE_SOCKET_MS_MAX,
      allowH2: false,
      connect: vendorConnector(this.#connectorFor(connectTimeoutMs)),
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: RESPONSE_HEADER_BYTES_MAX,
    };
  }
}

function anywhere(connectTimeoutMs: number): buildConnector.BuildOptions {
  return { timeout: connectTimeoutMs, allowH2: false };
}

function poolKey(origin: string, connectTimeoutMs: number): string {
  return `${connectTimeoutMs} ${origin}`;
}
