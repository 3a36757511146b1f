import { type buildConnector, Client, type Dispatcher, Pool } from 'undici';
import { notingFailures } from './reused-connection';

/** The maximum number of open sockets per origin; further requests wait for one within their attempt's timeout. */
export const SOCKETS_PER_ORIGIN_MAX = 1_024;
const RESPONSE_HEADER_BYTES_MAX = 65_536;
/** How long an idle connection is kept, unless the vendor's `keep-alive` header asks for less. */
const IDLE_SOCKET_MS_MAX = 60_000;
/** How much sooner than the vendor an idle connection is closed, so that no request goes out just as the vendor closes it. */
const CLOSED_BEFORE_VENDOR_MS = 1_000;

/** Creates the connector of a pool with this connect timeout. */
type ConnectorFor = (connectTimeoutMs: number) => buildConnector.connector | buildConnector.BuildOptions;

/** What endpoints must have in common to share connections. */
export interface PoolTerms {
  readonly origin: string;
  readonly connectTimeoutMs: number;
}

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
  /** How many endpoints of the routing table need each pool. */
  readonly #needs = new Map<string, number>();
  /** Pools that were created for a request whose endpoint had left the table. */
  readonly #unneeded = new Set<string>();
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
    if (!this.#needs.has(key)) this.#unneeded.add(key);
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

  /**
   * Endpoints of the routing table are replaced by others. Closes the pools that none needs any more, each once its last
   * request is over. Looks at these endpoints alone, however many the table has.
   */
  replace(before: Iterable<PoolTerms>, now: Iterable<PoolTerms>): void {
    for (const { origin, connectTimeoutMs } of now) {
      const key = poolKey(origin, connectTimeoutMs);
      this.#needs.set(key, (this.#needs.get(key) ?? 0) + 1);
    }
    for (const { origin, connectTimeoutMs } of before) {
      const key = poolKey(origin, connectTimeoutMs);
      const count = (this.#needs.get(key) ?? 0) - 1;
      if (count > 0) this.#needs.set(key, count);
      else {
        this.#needs.delete(key);
        this.#unneeded.add(key);
      }
    }
    for (const key of this.#unneeded) if (!this.#needs.has(key)) this.#close(key);
    this.#unneeded.clear();
  }

  #close(key: string): void {
    const pool = this.#pools.get(key);
    this.#pools.delete(key);
    // A pool only fails to close if it is already closed.
    pool?.close().catch(() => {});
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
      keepAliveTimeout: IDLE_SOCKET_MS_MAX,
      keepAliveMaxTimeout: IDLE_SOCKET_MS_MAX,
      keepAliveTimeoutThreshold: CLOSED_BEFORE_VENDOR_MS,
      allowH2: false,
      connect: notingFailures(this.#connectorFor(connectTimeoutMs)),
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
