import { Client, type Dispatcher, Pool } from 'undici';
import { SOCKETS_PER_ORIGIN_MAX } from '../load/connection-limits';
import { type PoolTerms, type UpstreamWay, type UpstreamWayOptions, wayTo } from './upstream-way';
import { vendorConnector } from './vendor-connector';

const RESPONSE_HEADER_BYTES_MAX = 65_536;
/** How long an idle connection is kept, unless the vendor's `keep-alive` header asks for less. */
const IDLE_SOCKET_MS_MAX = 60_000;
/** How much sooner than the vendor an idle connection is closed, so that no request goes out just as the vendor closes it. */
const CLOSED_BEFORE_VENDOR_MS = 1_000;

export interface UpstreamPoolsOptions extends UpstreamWayOptions {
  readonly socketsPerOriginMax?: number | undefined;
}

/** The connections to a vendor, and the way there. */
interface Upstream {
  readonly pool: Pool;
  readonly way: UpstreamWay;
}

/**
 * The connections to vendors: a pool per origin, connect timeout and set of CA certificates, shared by all endpoints with
 * the same. So neither a connection nor a TLS session that one endpoint trusts is ever used for another that does not.
 * Attempts enforce their own timeouts, because undici rounds its timeouts to half seconds.
 */
export class UpstreamPools {
  readonly #upstreams = new Map<string, Upstream>();
  /** How many endpoints of the routing table need each pool. */
  readonly #needs = new Map<string, number>();
  /** Pools that were created for a request whose endpoint had left the table. */
  readonly #unneeded = new Set<string>();
  readonly #socketsPerOriginMax: number;
  readonly #wayOptions: UpstreamWayOptions;
  /** The connections of requests that were sent again. */
  readonly #fresh = new Set<Client>();

  constructor({ socketsPerOriginMax = SOCKETS_PER_ORIGIN_MAX, ...wayOptions }: UpstreamPoolsOptions = {}) {
    this.#socketsPerOriginMax = socketsPerOriginMax;
    this.#wayOptions = wayOptions;
  }

  /** @param options with headers as alternating names and values */
  dispatch(terms: PoolTerms, options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    const { pool, way } = this.#upstream(terms);
    pool.dispatch(way.sent(options), handler);
  }

  /** Sends a request on a connection that no other request has used or will use. */
  dispatchOnFresh(terms: PoolTerms, options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    const way = wayTo(terms, this.#wayOptions);
    const client = new Client(way.origin, clientOptions(way, terms));
    this.#fresh.add(client);
    client.dispatch(way.sent(options), handler);
    const forget = () => this.#fresh.delete(client);
    // Closes once its only request is over.
    client.close().then(forget, forget);
  }

  /** Whether requests use all connections that an origin may have. */
  areAllTaken(terms: PoolTerms): boolean {
    const upstream = this.#upstreams.get(poolKey(terms));
    return upstream !== undefined && upstream.pool.stats.running >= this.#socketsPerOriginMax;
  }

  /**
   * Endpoints of the routing table are replaced by others. Closes the pools that none needs any more, each once its last
   * request is over. Looks at these endpoints alone, however many the table has.
   */
  replace(before: Iterable<PoolTerms>, now: Iterable<PoolTerms>): void {
    for (const terms of now) {
      const key = poolKey(terms);
      this.#needs.set(key, (this.#needs.get(key) ?? 0) + 1);
    }
    for (const terms of before) {
      const key = poolKey(terms);
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

  /** Closes every connection at once. */
  async destroy(): Promise<void> {
    const pools = [...this.#upstreams.values()].map(({ pool }) => pool);
    this.#upstreams.clear();
    await Promise.all([...pools, ...this.#fresh].map((each) => each.destroy()));
  }

  #upstream(terms: PoolTerms): Upstream {
    const key = poolKey(terms);
    const present = this.#upstreams.get(key);
    if (present !== undefined) return present;
    const way = wayTo(terms, this.#wayOptions);
    const pool = new Pool(way.origin, { ...clientOptions(way, terms), connections: this.#socketsPerOriginMax });
    const upstream = { pool, way };
    this.#upstreams.set(key, upstream);
    if (!this.#needs.has(key)) this.#unneeded.add(key);
    return upstream;
  }

  #close(key: string): void {
    const upstream = this.#upstreams.get(key);
    this.#upstreams.delete(key);
    // A pool only fails to close if it is already closed.
    upstream?.pool.close().catch(() => {});
  }
}

function clientOptions({ connect }: UpstreamWay, { caTrust }: PoolTerms): Client.Options {
  return {
    pipelining: 1,
    keepAliveTimeout: IDLE_SOCKET_MS_MAX,
    keepAliveMaxTimeout: IDLE_SOCKET_MS_MAX,
    keepAliveTimeoutThreshold: CLOSED_BEFORE_VENDOR_MS,
    allowH2: false,
    connect: vendorConnector(connect, caTrust !== null),
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: RESPONSE_HEADER_BYTES_MAX,
  };
}

function poolKey({ origin, connectTimeoutMs, caTrust }: PoolTerms): string {
  return caTrust === null ? `${connectTimeoutMs} ${origin}` : `${connectTimeoutMs} ${origin} ${caTrust.key}`;
}
