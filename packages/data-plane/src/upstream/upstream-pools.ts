import { type buildConnector, Pool } from 'undici';

/** Sockets that one origin may have open at once; further requests wait for one within their attempt's time. */
export const SOCKETS_PER_ORIGIN_MAX = 1_024;
const RESPONSE_HEADER_BYTES_MAX = 65_536;
/** The longest that an idle connection is kept, whatever the vendor's `keep-alive` header offers. */
const IDLE_SOCKET_MS_MAX = 60_000;

/** What makes a pool's connections within this time. */
type ConnectorFor = (connectTimeoutMs: number) => buildConnector.connector | buildConnector.BuildOptions;

export interface UpstreamPoolsOptions {
  readonly socketsPerOriginMax?: number | undefined;
  /** Connects to any address unless given. */
  readonly connectorFor?: ConnectorFor | undefined;
}

/**
 * The connections to the vendors: a pool per origin and connect timeout, shared by every endpoint that has both. Times
 * of an attempt are kept by the attempt itself, because undici's own are rounded to half seconds.
 */
export class UpstreamPools {
  readonly #pools = new Map<string, Pool>();
  readonly #socketsPerOriginMax: number;
  readonly #connectorFor: ConnectorFor;

  constructor({ socketsPerOriginMax = SOCKETS_PER_ORIGIN_MAX, connectorFor = anywhere }: UpstreamPoolsOptions = {}) {
    this.#socketsPerOriginMax = socketsPerOriginMax;
    this.#connectorFor = connectorFor;
  }

  get(origin: string, connectTimeoutMs: number): Pool {
    const key = poolKey(origin, connectTimeoutMs);
    const present = this.#pools.get(key);
    if (present !== undefined) return present;
    const pool = new Pool(origin, {
      connections: this.#socketsPerOriginMax,
      pipelining: 1,
      keepAliveMaxTimeout: IDLE_SOCKET_MS_MAX,
      allowH2: false,
      connect: this.#connectorFor(connectTimeoutMs),
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: RESPONSE_HEADER_BYTES_MAX,
    });
    this.#pools.set(key, pool);
    return pool;
  }

  /** Whether each connection that an origin may have is taken by a request. */
  areAllTaken(origin: string, connectTimeoutMs: number): boolean {
    const pool = this.#pools.get(poolKey(origin, connectTimeoutMs));
    return pool !== undefined && pool.stats.running >= this.#socketsPerOriginMax;
  }

  /** Closes the pools that no endpoint needs any more, each once its last request is over. */
  retain(needed: Iterable<{ origin: string; connectTimeoutMs: number }>): void {
    const keys = new Set([...needed].map(({ origin, connectTimeoutMs }) => poolKey(origin, connectTimeoutMs)));
    for (const [key, pool] of this.#pools) {
      if (keys.has(key)) continue;
      this.#pools.delete(key);
      // A pool fails to close only when it is closed already.
      pool.close().catch(() => {});
    }
  }

  /** Ends every connection at once. */
  async destroy(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }
}

function anywhere(connectTimeoutMs: number): buildConnector.BuildOptions {
  return { timeout: connectTimeoutMs };
}

function poolKey(origin: string, connectTimeoutMs: number): string {
  return `${connectTimeoutMs} ${origin}`;
}
