import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { REVISION_CHANNEL } from '../change/revision-channel';
import type { PublicationLock } from './publication-lock';

/** The key of the advisory lock, the same for every control plane on a database: the bytes of `swyd`. */
const LOCK_KEY = 0x73_77_79_64;

const CONNECT_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 5_000;
const RETRY_LEAST_MS = 250;
const RETRY_MOST_MS = 2_000;
const CHECK_INTERVAL_MS = 2_000;
const RELEASE_TIMEOUT_MS = 1_000;

export interface PostgresPublicationLockOptions {
  readonly connectionString: string;
  readonly log: Logger;
  /** A revision was committed, by whichever control plane; called only while the lock is held. */
  readonly onCommit: () => void;
}

/**
 * A session-level advisory lock of Postgres (documentation, 13.3.5) on a connection of its own: it is free as soon as
 * the holder's session ends, however that ends. A pooler that shares sessions among clients cannot stand between.
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
    let waitMs = RETRY_LEAST_MS;
    let told = false;
    let client: Client | null = null;
    try {
      while (!this.held) {
        signal.throwIfAborted();
        try {
          client ??= await this.#connect();
          if (await tryLock(client)) {
            await this.#hold(client);
            client = null;
            return;
          }
          waitMs = RETRY_LEAST_MS;
          told = false;
        } catch (error) {
          if (!told)
            this.#options.log.warn({ err: error }, 'Postgres cannot be asked for the publication lock; trying on');
          told = true;
          if (client !== null) await end(client);
          client = null;
          waitMs = Math.min(2 * waitMs, RETRY_MOST_MS);
        }
        await delay(waitMs * (0.5 + Math.random() / 2), undefined, { signal });
      }
    } finally {
      if (client !== null) await end(client);
    }
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
      this.#options.log.warn({ err: error }, 'the publication lock is lost with its connection to Postgres');
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
    this.#options.log.info('this control plane publishes');
    void this.#check(client);
  }

  /** A connection that is dead without having told so is found out by asking it. */
  async #check(client: Client): Promise<void> {
    while (this.#session === client) {
      await delay(CHECK_INTERVAL_MS, undefined, { ref: false });
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

/** Ends the session, which frees the lock; where the server does not answer, the system does it in its time. */
async function end(client: Client): Promise<void> {
  const timeout = new AbortController();
  await Promise.race([
    client.end().catch(() => undefined),
    delay(RELEASE_TIMEOUT_MS, undefined, { signal: timeout.signal, ref: false }).catch(() => undefined),
  ]);
  timeout.abort();
}
