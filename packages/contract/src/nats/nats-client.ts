import { pause, retry, type RetryLog } from '@switchyard/runtime';
import { connect, type ConnectionOptions, ErrorCode, Events, type NatsConnection, NatsError } from 'nats';
import { readMessagesAtOnce } from './message-reader';

const CONNECT_TIMEOUT_MS = 2_000;
/** For a new connection; the library's own reconnections have the two below. */
const RECONNECT_BACKOFF = { firstMs: 300, mostMs: 300 };
const RECONNECT_WAIT_MS = 200;
const RECONNECT_JITTER_MS = 100;
const PING_INTERVAL_MS = 5_000;
const UNANSWERED_PINGS_MAX = 2;
const CLOSE_TIMEOUT_MS = 1_000;

/** The part of a pino logger that the contract uses. */
export type ConnectionLog = RetryLog;

export interface NatsClientOptions {
  /** The connection's name in the server's monitoring. */
  readonly name: string;
  readonly log: ConnectionLog;
}

/** The connection was closed by its owner. */
export class NatsClosedError extends Error {
  override readonly name = 'NatsClosedError';
  constructor() {
    super('the connection to NATS was closed');
  }
}

/** The server was unreachable, or refused the credentials, for longer than the caller was ready to wait. */
export class NatsUnreachableError extends Error {
  override readonly name = 'NatsUnreachableError';
  constructor(server: string, areCredentialsRefused: boolean) {
    super(
      areCredentialsRefused
        ? `NATS at ${server} refuses the credentials in NATS_URL`
        : `cannot reach NATS at ${server}`,
    );
  }
}

/**
 * A connection to NATS that is made, and remade, in the background until `close()`, whether the server is away at the
 * start or for a week. The library gives up for good on some errors (such as credentials refused twice in a row), so
 * this class replaces a connection that has ended.
 */
export class NatsClient {
  readonly #options: ConnectionOptions;
  readonly #log: ConnectionLog;
  readonly #server: string;
  readonly #connectedListeners = new Set<() => void>();
  readonly #disconnectedListeners = new Set<() => void>();
  readonly #refusedListeners = new Set<(reason: Error) => void>();
  readonly #closing = new AbortController();
  #current: NatsConnection | null = null;
  #connected = false;
  #areCredentialsRefused = false;
  #waiting = Promise.withResolvers<NatsConnection>();

  constructor(url: string, { name, log }: NatsClientOptions) {
    this.#options = connectionOptions(url, name);
    this.#server = String(this.#options.servers);
    this.#log = log;
    this.#waiting.promise.catch(() => undefined);
    void this.#run();
  }

  /** Whether the server is reachable at the moment. */
  get connected(): boolean {
    return this.#connected;
  }

  /** Whether `close()` was called. */
  get closed(): boolean {
    return this.closing.aborted;
  }

  /** Aborted by `close()`. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /**
   * The connection, as soon as there is one. It may be interrupted at the moment, and recovers by itself.
   *
   * @throws NatsClosedError after `close()`
   */
  connection(): Promise<NatsConnection> {
    return this.#waiting.promise;
  }

  /**
   * The connection, once the server is reachable, now or within the given time.
   *
   * @throws NatsUnreachableError when the time has passed, NatsClosedError after `close()`
   */
  async reachable(withinMs: number): Promise<NatsConnection> {
    if (!this.#connected && !this.closed) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const forget = this.onConnected(resolve);
      const timer = setTimeout(resolve, withinMs);
      const stop = () => resolve();
      this.#closing.signal.addEventListener('abort', stop);
      await promise;
      this.#closing.signal.removeEventListener('abort', stop);
      clearTimeout(timer);
      forget();
      if (!this.#connected && !this.closed) throw new NatsUnreachableError(this.#server, this.#areCredentialsRefused);
    }
    return this.connection();
  }

  /**
   * Calls back whenever the server becomes reachable, the first time or again. Returns a function that unsubscribes.
   */
  onConnected(listener: () => void): () => void {
    this.#connectedListeners.add(listener);
    return () => this.#connectedListeners.delete(listener);
  }

  /**
   * Calls back whenever the connection is lost: answers to what was sent may never come. Returns a function that
   * unsubscribes. The library's own `status()` keeps every listener as long as the connection.
   */
  onDisconnected(listener: () => void): () => void {
    this.#disconnectedListeners.add(listener);
    return () => this.#disconnectedListeners.delete(listener);
  }

  /**
   * Calls back when an attempt to connect fails at once: nobody listens there, or the credentials are refused. A server that is
   * silent may only be slow. Returns a function that unsubscribes.
   */
  onRefused(listener: (reason: Error) => void): () => void {
    this.#refusedListeners.add(listener);
    return () => this.#refusedListeners.delete(listener);
  }

  /** Ends the connection within `CLOSE_TIMEOUT_MS`, whatever its state; pending calls reject. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#connected = false;
    const connection = this.#current;
    this.#refuseWaiters();
    if (connection === null) return;
    const timeout = new AbortController();
    await Promise.race([connection.close().catch(() => undefined), pause(CLOSE_TIMEOUT_MS, timeout.signal)]);
    timeout.abort();
  }

  #wasRefused(): void {
    const reason = new NatsUnreachableError(this.#server, this.#areCredentialsRefused);
    for (const listener of [...this.#refusedListeners]) listener(reason);
  }

  #refuseWaiters(): void {
    this.#waiting.reject(new NatsClosedError());
    this.#waiting = Promise.withResolvers();
    this.#waiting.promise.catch(() => undefined);
    this.#waiting.reject(new NatsClosedError());
  }

  async #run(): Promise<void> {
    const lasting = retry(
      async ({ succeeded }) => {
        const connection = await connect(this.#options).catch((error: unknown) => {
          this.#areCredentialsRefused = isAuthorizationError(error);
          if (!isTimeout(error)) this.#wasRefused();
          throw error;
        });
        readMessagesAtOnce(connection);
        this.#areCredentialsRefused = false;
        succeeded();
        await this.#serve(connection);
        throw new Error('the connection ended');
      },
      {
        what: `connect to NATS at ${this.#server}`,
        backoff: RECONNECT_BACKOFF,
        failuresMax: Infinity,
        signal: this.#closing.signal,
        log: this.#log,
      },
    );
    // Only `close()` ends it.
    await lasting.catch(() => undefined);
  }

  /** Resolves when the connection has ended. */
  async #serve(connection: NatsConnection): Promise<void> {
    if (this.#closing.signal.aborted) return connection.close();
    this.#current = connection;
    this.#becameConnected(connection);
    // Not awaited: the library does not end the iterator when it gives up after its credentials were refused.
    void this.#followStatus(connection);
    await connection.closed();
    this.#connected = false;
    this.#current = null;
    if (!this.#closing.signal.aborted) {
      this.#waiting = Promise.withResolvers();
      this.#waiting.promise.catch(() => undefined);
    }
  }

  async #followStatus(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (this.#closing.signal.aborted) break;
      if (status.type === Events.Disconnect) {
        if (this.#connected) this.#log.warn({ server: this.#server }, 'lost the connection to NATS; retrying');
        this.#connected = false;
        for (const listener of [...this.#disconnectedListeners]) listener();
      } else if (status.type === Events.Reconnect) {
        this.#becameConnected(connection);
      }
    }
  }

  #becameConnected(connection: NatsConnection): void {
    this.#connected = true;
    this.#log.info({ server: this.#server }, 'connected to NATS');
    this.#waiting.resolve(connection);
    for (const listener of this.#connectedListeners) listener();
  }
}

/**
 * Connects to NATS in the background; never throws and never waits.
 *
 * @param url `nats://host:port`, with `user:password@` if needed, `tls://` for an encrypted connection; separate
 *   several with commas
 */
export function openNats(url: string, options: NatsClientOptions): NatsClient {
  return new NatsClient(url, options);
}

function isAuthorizationError(error: unknown): boolean {
  return error instanceof NatsError && error.code === ErrorCode.AuthorizationViolation;
}

function isTimeout(error: unknown): boolean {
  return error instanceof NatsError && error.code === ErrorCode.Timeout;
}

function connectionOptions(url: string, name: string): ConnectionOptions {
  const urls = url.split(',').map((part) => new URL(part.includes('://') ? part.trim() : `nats://${part.trim()}`));
  const [first] = urls;
  const user = decodeURIComponent(first?.username ?? '');
  return {
    // Without the credentials: the library would parse a password's digits as the port.
    servers: urls.map((part) => part.host),
    ...(user === '' ? {} : { user, pass: decodeURIComponent(first?.password ?? '') }),
    ...(first?.protocol === 'tls:' ? { tls: {} } : {}),
    name,
    timeout: CONNECT_TIMEOUT_MS,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_WAIT_MS,
    reconnectJitter: RECONNECT_JITTER_MS,
    reconnectJitterTLS: RECONNECT_JITTER_MS,
    pingInterval: PING_INTERVAL_MS,
    maxPingOut: UNANSWERED_PINGS_MAX,
    // A stack per request would cost more than the request.
    noAsyncTraces: true,
  };
}
