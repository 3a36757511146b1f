import { pause, retry } from '@switchyard/runtime';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { REVISION_CHANNEL } from '../change/revision-channel';
import type { PublicationLock } from './publication-lock';

/** The key of the advisory lock, the same for every control plane on a database: the bytes of `swyd`. */
const LOCK_KEY = 0x73_77_79_64;

const CONNECT_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 5_000;
/** While another control plane holds the lock. */
const POLL_INTERVAL_MS = 250;
/** While Postgres cannot be reached. */
const RETRY_BACKOFF = { firstMs: 500, mostMs: 2_000 };
const CHECK_INTERVAL_MS = 2_000;
const RELEASE_TIMEOUT_MS = 1_000;

export interface PostgresPublicationLockOptions {
  readonly connectionString: string;
  readonly log: Logger;
  /** Called when a control plane has committed a revision, only while the lock is held. */
  readonly onCommit: () => void;
}

/**
 * A session-level advisory lock of Postgres (documentation, 13.3.5) on a dedicated connection: it is released when the
 * holder's session ends, however it ends. It does not work through a pooler that shares sessions among clients.
 */
export class PostgresPublicationLock implements PublicationLock {
  readonly #options: PostgresPublicationLockOptions;
  #session: Client | null = null;

  constructor(options: PostgresPublicationLockOptions) {
    this.#options = options;
  }

  get held(): boolean {
    return this.#session !== null;
  }

  async acquire(signal: AbortSignal): Promise<void> {
    if (this.held) return;
    const asking: { client: Client | null } = { client: null };
    const endAsking = async () => {
      if (asking.client !== null) await end(asking.client);
      asking.client = null;
    };
    const ask = async (): Promise<boolean> => {
      try {
        asking.client ??= await this.#connect();
        if (!(await tryLock(asking.client))) return false;
        await this.#hold(asking.client);
        return true;
      } catch (error) {
        await endAsking();
        throw error;
      }
    };
    const options = {
      what: 'request the publication lock from Postgres',
      backoff: RETRY_BACKOFF,
      failuresMax: Infinity,
      signal,
      log: this.#options.log,
    };
    try {
      while (!(await retry(ask, options))) await pause(POLL_INTERVAL_MS * (0.5 + Math.random() / 2), signal);
    } finally {
      // Aborted while the lock was being granted: its owner may have released already, and nobody would release it again.
      if (signal.aborted) await this.release();
      if (!this.held) await endAsking();
    }
    signal.throwIfAborted();
  }

  async release(): Promise<void> {
    const client = this.#session;
    this.#session = null;
    if (client !== null) await end(client);
  }

  async #connect(): Promise<Client> {
    const client = new Client({
      connectionString: this.#options.connectionString,
      application_name: 'switchyard publisher',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      keepAlive: true,
    });
    const lost = (error?: Error) => {
      if (this.#session !== client) return;
      this.#session = null;
      this.#options.log.warn({ err: error }, 'lost the publication lock: the connection to Postgres closed');
    };
    client.on('error', lost);
    client.on('end', () => lost());
    client.on('notification', () => {
      if (this.#session === client) this.#options.onCommit();
    });
    try {
      await client.connect();
    } catch (error) {
      await end(client);
      throw error;
    }
    return client;
  }

  async #hold(client: Client): Promise<void> {
    await client.query(`LISTEN ${REVISION_CHANNEL}`);
    this.#session = client;
    this.#options.log.info('acquired the publication lock; this control plane publishes');
    void this.#check(client);
  }

  /** Detects a connection that died without a close. */
  async #check(client: Client): Promise<void> {
    while (this.#session === client) {
      await pause(CHECK_INTERVAL_MS, undefined, { ref: false });
      if (this.#session !== client) return;
      try {
        await client.query('SELECT 1');
      } catch (error) {
        client.emit('error', error);
        await end(client);
      }
    }
  }
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [LOCK_KEY]);
  return rows[0]?.locked ?? false;
}

/** Ends the session, which releases the lock; if the server does not answer, the operating system closes it later. */
async function end(client: Client): Promise<void> {
  const timeout = new AbortController();
  await Promise.race([client.end().catch(() => undefined), pause(RELEASE_TIMEOUT_MS, timeout.signal)]);
  timeout.abort();
}
