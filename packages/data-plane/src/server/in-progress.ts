import type { IncomingMessage } from 'node:http';
import { Bag } from '@switchyard/runtime';
import type { Exchange } from '../answer/exchange';

/** The exchanges that are being served, each until its answer is complete on the gateway's side. */
export class InProgress {
  readonly #exchanges = new Bag<Exchange>();
  #isShutDown = false;

  /** Whether the gateway has stopped waiting: a request that arrives now is refused. */
  get isShutDown(): boolean {
    return this.#isShutDown;
  }

  /** @returns its place, for `remove` */
  add(exchange: Exchange): number {
    return this.#exchanges.add(exchange);
  }

  /** Call it once for each `add`. */
  remove(place: number): void {
    this.#exchanges.remove(place);
  }

  /** That of a request; null if it is over. */
  exchangeOf(request: IncomingMessage): Exchange | null {
    for (const exchange of this.#exchanges) if (exchange.request === request) return exchange;
    return null;
  }

  /** Lets each connection end with the answer that is in progress on it. */
  lastOnConnection(): void {
    for (const exchange of this.#exchanges) exchange.lastOnConnection();
  }

  /** Ends each exchange in an error, and lets no other begin. */
  shutDown(): void {
    this.#isShutDown = true;
    for (const exchange of this.#exchanges) exchange.shutDown();
  }
}
