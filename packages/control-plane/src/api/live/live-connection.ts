import type { WebSocket as GraphqlSocket } from 'graphql-ws';
import { isNativeError } from 'node:util/types';
import type { Logger } from 'pino';
import type { RawData, WebSocket } from 'ws';
import type { Arrival } from '../http/admission';
import type { Caller } from '../../kernel/caller/caller';
import { CloseCode } from './close-code';
import { closeReason } from './close-reason';
import type { LiveLimits } from './live-limits';

/** The library's error for a protocol message that only the server may send. */
const UNEXPECTED_MESSAGE = /^Unexpected message of type /;

/** A client's connection, with its subscriptions and unsent messages, until it is closed. */
export class LiveConnection implements GraphqlSocket {
  /** Each with the most fields that one of its events can have. */
  readonly #subscriptions = new Map<AsyncGenerator, number>();
  #caller: Caller | null = null;
  #messagesWaiting = 0;
  #isAnswering = true;
  readonly #pings: NodeJS.Timeout;
  #destruction: NodeJS.Timeout | null = null;

  constructor(
    private readonly socket: WebSocket,
    readonly arrival: Arrival,
    private readonly limits: LiveLimits,
    private readonly log: Logger,
    /** Of the cookie, if a page of the console opened the connection. */
    readonly sessionSecret: string | null,
  ) {
    // The socket closes after an error, which ends everything.
    socket.on('error', () => undefined);
    socket.on('pong', () => (this.#isAnswering = true));
    this.#pings = setInterval(() => this.#ping(), limits.pingIntervalMs).unref();
  }

  get protocol(): string {
    return this.socket.protocol;
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Null until the client is authenticated. */
  get caller(): Caller | null {
    return this.#caller;
  }

  get subscriptionCount(): number {
    return this.#subscriptions.size;
  }

  /** The sum over its subscriptions of the most fields that one event can have. */
  get subscribedFields(): number {
    return [...this.#subscriptions.values()].reduce((sum, fields) => sum + fields, 0);
  }

  authenticatedAs(caller: Caller): void {
    this.#caller = caller;
  }

  onMessage(receive: (data: string) => Promise<void>): void {
    this.socket.on('message', (data) => {
      // Messages after the decision to close are ignored.
      if (this.isOpen) receive(textOf(data)).catch((error: unknown) => this.#fail(error));
    });
  }

  /** Resolves when the operating system has taken the message, so that a subscription has at most one in flight. */
  async send(data: string): Promise<void> {
    if (!this.isOpen) return;
    const { messagesWaitingMax, bytesWaitingMax } = this.limits;
    if (this.#messagesWaiting >= messagesWaitingMax || this.socket.bufferedAmount >= bytesWaitingMax) {
      return this.close(CloseCode.TRY_AGAIN_LATER, 'The client reads its messages too slowly.');
    }
    this.#messagesWaiting += 1;
    const { promise, resolve } = Promise.withResolvers<void>();
    // A message that cannot be sent is not an error: the socket closes, which ends everything.
    this.socket.send(data, () => resolve());
    await promise;
    this.#messagesWaiting -= 1;
  }

  /** The first reason wins. A client that does not answer the close is disconnected. */
  close(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.socket.close(code, closeReason(reason));
    this.#destruction = setTimeout(() => this.socket.terminate(), this.limits.closeTimeoutMs);
    void this.#endSubscriptions();
  }

  /**
   * Registers a subscription unless there are too many. It ends when the connection closes.
   *
   * @param fields the most fields that one event can have
   */
  begin(subscription: AsyncGenerator, fields: number): boolean {
    if (!this.isOpen || this.#subscriptions.size >= this.limits.subscriptionsPerConnectionMax) return false;
    this.#subscriptions.set(subscription, fields);
    return true;
  }

  ended(subscription: AsyncGenerator): void {
    this.#subscriptions.delete(subscription);
  }

  /** Releases everything after the socket has closed. */
  async closed(): Promise<void> {
    clearInterval(this.#pings);
    if (this.#destruction !== null) clearTimeout(this.#destruction);
    await this.#endSubscriptions();
  }

  async #endSubscriptions(): Promise<void> {
    await Promise.allSettled([...this.#subscriptions.keys()].map((subscription) => subscription.return(undefined)));
  }

  #fail(error: unknown): void {
    if (!this.isOpen) return;
    // Anyone can send this, even unauthenticated: it is not a failure of the server, so it is not logged.
    if (isNativeError(error) && UNEXPECTED_MESSAGE.test(error.message)) {
      return this.close(CloseCode.BAD_REQUEST, 'Only the server may send this message.');
    }
    const { correlationId } = this.arrival;
    const reason = isNativeError(error) ? { name: error.name, message: error.message, stack: error.stack } : 'unknown';
    this.log.error({ correlationId, error: reason }, 'failed to handle a message from a subscriber');
    this.close(CloseCode.INTERNAL_ERROR, 'The control plane failed.');
  }

  /** Detects a connection that died without a close. */
  #ping(): void {
    if (!this.isOpen) return;
    if (!this.#isAnswering) return this.socket.terminate();
    this.#isAnswering = false;
    this.socket.ping();
  }
}

/** `ws` delivers each message as one buffer by default. */
function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString() : '';
}
