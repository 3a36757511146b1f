import { isNativeError } from 'node:util/types';
import { Pool, type PoolClient, type QueryConfig } from 'pg';
import { QUERY_TIMED_OUT } from './connection-liveness';

/** An empty statement takes microseconds: a server that needs longer is stopped, or out of reach. */
const CHECK_TIMEOUT_MS = 5_000;

type Checkout = (error: Error | undefined, client: PoolClient | undefined, release: PoolClient['release']) => void;

/**
 * A pool that hands out a used connection only after Postgres has answered an empty statement on it. A stopped server
 * keeps its connections open and its machine acknowledges what we send, so a request would otherwise wait for as long
 * as the longest statement may take.
 */
class AnsweringPool extends Pool {
  readonly #used = new WeakSet<PoolClient>();

  override connect(): Promise<PoolClient>;
  override connect(callback: Checkout): void;
  override connect(callback?: Checkout): Promise<PoolClient> | void {
    const checkedOut = this.#checkOut();
    if (callback === undefined) return checkedOut;
    checkedOut.then(
      (client) => callback(undefined, client, (fault) => client.release(fault)),
      (error: Error) => callback(error, undefined, () => undefined),
    );
  }

  /** Every connection that turns out to be lost leaves the pool, so this ends with a new one at the latest. */
  async #checkOut(): Promise<PoolClient> {
    for (;;) {
      const client = await super.connect();
      if (!this.#used.has(client)) {
        this.#used.add(client);
        return client;
      }
      const fault = await faultOf(client);
      if (fault === null) return client;
      client.release(fault);
      // To a server that does not answer here, a new connection would take just as long.
      if (fault.message === QUERY_TIMED_OUT) throw fault;
    }
  }
}

/** What is wrong with a connection; null if Postgres answers on it. */
async function faultOf(client: PoolClient): Promise<Error | null> {
  const check: QueryConfig & { readonly query_timeout: number } = { text: '', query_timeout: CHECK_TIMEOUT_MS };
  try {
    await client.query(check);
    return null;
  } catch (error) {
    return isNativeError(error) ? error : new Error('the connection was lost', { cause: error });
  }
}

/** What TypeORM needs of the driver. */
export const answeringDriver = { Pool: AnsweringPool };
