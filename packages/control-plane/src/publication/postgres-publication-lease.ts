import { pause, retry } from '@switchyard/runtime';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Client, DatabaseError } from 'pg';
import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';
import { REVISION_CHANNEL } from '../change/revision-channel';
import { livenessOptions, prepareConnection } from '../kernel/database/connection-liveness';
import {
  deleteLease,
  isLeaseFree,
  LEASE_DURATION_MS,
  type LeaseHolder,
  lockLease,
  type PostgresSession,
  readSession,
  renewLease,
  takeOverLease,
} from './lease-row';
import type { PublicationLease } from './publication-lease';
import { PublicationProblem } from './publication-problem';

const RENEWAL_INTERVAL_MS = 1_000;
/** For a write that has been sent but not received when the lease ends, and for clocks that run at different speeds. */
const MARGIN_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** Shorter than the lease, so that a holder whose Postgres falls silent asks on a new connection by the time it ends. */
const QUERY_TIMEOUT_MS = 3_000;
/** Of a takeover, for a transaction that asserts the lease. */
const LOCK_TIMEOUT_MS = 1_000;
const LOCK_NOT_AVAILABLE = '55P03';
/** While another control plane holds the lease, or this one may not. */
const POLL_INTERVAL_MS = 250;
/** While Postgres cannot be reached. */
const RETRY_BACKOFF = { firstMs: 500, mostMs: 2_000 };
const RELEASE_TIMEOUT_MS = 1_000;
const NOT_RENEWED = 'it was not renewed in time';

export interface PostgresPublicationLeaseOptions {
  readonly connectionString: string;
  readonly log: Logger;
  /** Called when a control plane has committed a revision, only while the lease is held. */
  readonly onCommit: () => void;
  /** What operators call this control plane; by default its host and process id. */
  readonly holderName?: string;
  /** A clock that is never set, in milliseconds. */
  readonly monotonicMs?: () => number;
}

interface Held {
  readonly client: Client;
  readonly holder: LeaseHolder;
  /** By this process's clock. */
  believedUntilMs: number;
}

/**
 * A row in Postgres on a dedicated connection, renewed each second. Another control plane takes it over when it has not been
 * renewed for 5 seconds, or at once when the holder's session has ended. Every time is a duration measured by one clock (the
 * database's, or this process's), so the machines' clocks may differ.
 *
 * A pooler that shares sessions among clients delivers no notifications, and keeps the session of a holder that was killed:
 * revisions are published up to a second later, and the lease is taken over after 5 seconds.
 */
export class PostgresPublicationLease implements PublicationLease {
  readonly #options: PostgresPublicationLeaseOptions;
  readonly #monotonicMs: () => number;
  #held: Held | null = null;

  constructor(options: PostgresPublicationLeaseOptions) {
    this.#options = options;
    this.#monotonicMs = options.monotonicMs ?? (() => performance.now());
  }

  get held(): boolean {
    return this.#held !== null && this.#monotonicMs() < this.#held.believedUntilMs;
  }

  async acquire(signal: AbortSignal, mayAcquire = async () => true): Promise<void> {
    if (this.held) return;
    if (this.#held !== null) this.#lose(this.#held.client, NOT_RENEWED);
    const asking: { connection: Connection | null } = { connection: null };
    const endAsking = async () => {
      if (asking.connection !== null) await end(asking.connection.client);
      asking.connection = null;
    };
    const ask = async (): Promise<boolean> => {
      if (!(await mayAcquire())) return false;
      try {
        asking.connection ??= await this.#connect();
        return await this.#tryToTakeOver(asking.connection);
      } catch (error) {
        await endAsking();
        throw error;
      }
    };
    const options = {
      what: 'request the publication lease from Postgres',
      backoff: RETRY_BACKOFF,
      failuresMax: Infinity,
      signal,
      log: this.#options.log,
    };
    try {
      while (!(await retry(ask, options))) await pause(POLL_INTERVAL_MS * (0.5 + Math.random() / 2), signal);
    } finally {
      // Aborted while the lease was being granted: its owner may have released already, and nobody would release it again.
      if (signal.aborted) await this.release();
      if (this.#held === null) await endAsking();
    }
    signal.throwIfAborted();
  }

  async assertHeld(manager: EntityManager): Promise<void> {
    const held = this.held ? this.#held : null;
    if (held === null || !(await lockLease(manager, held.holder.id))) {
      throw new PublicationProblem('lost the publication lease');
    }
  }

  async release(): Promise<void> {
    const held = this.#held;
    this.#held = null;
    if (held === null) return;
    await withinTime(RELEASE_TIMEOUT_MS, deleteLease(held.client, held.holder.id));
    await end(held.client);
  }

  async #connect(): Promise<Connection> {
    const client = new Client({
      ...livenessOptions,
      connectionString: this.#options.connectionString,
      application_name: 'switchyard publisher',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
    });
    const lost = () => this.#lose(client, 'the connection to Postgres closed');
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', () => {
      if (this.#held?.client === client) this.#options.onCommit();
    });
    try {
      await client.connect();
      await prepareConnection(client);
      await client.query(`LISTEN ${REVISION_CHANNEL}`);
      return { client, session: await readSession(client) };
    } catch (error) {
      await end(client);
      throw error;
    }
  }

  async #tryToTakeOver({ client, session }: Connection): Promise<boolean> {
    if (!(await isLeaseFree(client))) return false;
    const { holderName = `${hostname()} (process ${process.pid})`, log } = this.#options;
    const holder = { id: randomUUID(), name: holderName, session };
    const sentAtMs = this.#monotonicMs();
    try {
      if (!(await takeOverLease(client, holder))) return false;
    } catch (error) {
      // A commit of the previous holder is not finished.
      if (error instanceof DatabaseError && error.code === LOCK_NOT_AVAILABLE) return false;
      throw error;
    }
    const held: Held = { client, holder, believedUntilMs: believedUntil(sentAtMs) };
    this.#held = held;
    log.info('acquired the publication lease; this control plane publishes');
    void this.#renew(held);
    return true;
  }

  async #renew(held: Held): Promise<void> {
    while (this.#held === held) {
      await pause(RENEWAL_INTERVAL_MS, undefined, { ref: false });
      if (this.#held !== held) return;
      const sentAtMs = this.#monotonicMs();
      const outcome = await renewLease(held.client, held.holder.id).catch((error: unknown) => {
        this.#lose(held.client, 'it could not be renewed', error);
      });
      if (outcome === false) this.#lose(held.client, 'another control plane took it over');
      // What lapsed stays lost: meanwhile this process may have been told that it may not write.
      else if (!this.held) this.#lose(held.client, NOT_RENEWED);
      else held.believedUntilMs = believedUntil(sentAtMs);
    }
  }

  #lose(client: Client, reason: string, error?: unknown): void {
    if (this.#held?.client !== client) return;
    this.#held = null;
    this.#options.log.warn({ err: error }, `lost the publication lease: ${reason}`);
    void end(client);
  }
}

interface Connection {
  readonly client: Client;
  readonly session: PostgresSession;
}

/** Counted from when the renewal was sent: the database counts from when it arrived. */
function believedUntil(sentAtMs: number): number {
  return sentAtMs + LEASE_DURATION_MS - MARGIN_MS;
}

/** Ends the session; if the server does not answer, the operating system closes it later. */
async function end(client: Client): Promise<void> {
  await withinTime(RELEASE_TIMEOUT_MS, client.end());
}

/** Waits for the work, which may fail, for at most this long. */
async function withinTime(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  const timeout = new AbortController();
  await Promise.race([work.catch(() => undefined), pause(timeoutMs, timeout.signal)]);
  timeout.abort();
}
