import type { WebSocket as GraphqlSocket } from 'graphql-ws';
import { isNativeError } from 'node:util/types';
import type { Logger } from 'pino';
import type { RawData, WebSocket } from 'ws';
import type { Arrival } from '../http/admission';
import type { Caller } from '../../kernel/caller/caller';
import { CloseCode } from './close-code';
import type { LiveLimits } from './live-limits';

/** How the library refuses a message of the protocol that is not for a client to send. */
const UNEXPECTED_MESSAGE = /^Unexpected message of type /;

/** One client's connection: what is sent over it and what waits to be sent, until it is closed. */
export class LiveConnection implements GraphqlSocket {
  /** Each with how many fields an event of it may have. */
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
  ) {
    // The socket closes after an error, and that ends all.
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

  /** How many fields one event of each of its subscriptions may have together. */
  get subscribedFields(): number {
    return [...this.#subscriptions.values()].reduce((sum, fields) => sum + fields, 0);
  }

  belongsTo(caller: Caller): void {
    this.#caller = caller;
  }

  onMessage(receive: (data: string) => Promise<void>): void {
    this.socket.on('message', (data) => {
      // What comes behind the decision to close is not looked at.
      if (this.isOpen) receive(textOf(data)).catch((error: unknown) => this.#fail(error));
    });
  }

  /** Ends when the message has been given to the operating system, so that a subscription has one on its way at most. */
  async send(data: string): Promise<void> {
    if (!this.isOpen) return;
    const { messagesWaitingMax, bytesWaitingMax } = this.limits;
    if (this.#messagesWaiting >= messagesWaitingMax || this.socket.bufferedAmount >= bytesWaitingMax) {
      return this.close(CloseCode.TRY_AGAIN_LATER, 'Too slow: messages wait that the client does not take.');
    }
    this.#messagesWaiting += 1;
    const { promise, resolve } = Promise.withResolvers<void>();
    // A message that cannot be sent any more is no failure: the socket closes, and that ends all.
    this.socket.send(data, () => resolve());
    await promise;
    this.#messagesWaiting -= 1;
  }

  /** The first reason for closing counts. A client that does not answer the close is cut off. */
  close(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.socket.close(code, reason);
    this.#destruction = setTimeout(() => this.socket.terminate(), this.limits.closeTimeoutMs);
    void this.#endSubscriptions();
  }

  /**
   * Counts a subscription in, unless there are too many. It is left when the connection closes.
   *
   * @param fields how many an event of it may have
   */
  begin(subscription: AsyncGenerator, fields: number): boolean {
    if (!this.isOpen || this.#subscriptions.size >= this.limits.subscriptionsPerConnectionMax) return false;
    this.#subscriptions.set(subscription, fields);
    return true;
  }

  ended(subscription: AsyncGenerator): void {
    this.#subscriptions.delete(subscription);
  }

  /** Lets go of everything; the socket is closed. */
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
    // Anybody can send that, also who has not said who they are: it is no failure of this side, and not for the log.
    if (isNativeError(error) && UNEXPECTED_MESSAGE.test(error.message)) {
      return this.close(CloseCode.BAD_REQUEST, 'That is a message which only the server sends.');
    }
    const { correlationId } = this.arrival;
    const reason = isNativeError(error) ? { name: error.name, message: error.message, stack: error.stack } : 'unknown';
    this.log.error({ correlationId, error: reason }, 'a message of a subscriber could not be handled');
    this.close(CloseCode.INTERNAL_ERROR, 'The control plane has failed.');
  }

  /** A connection that is dead without having told so is found out by asking it. */
  #ping(): void {
    if (!this.isOpen) return;
    if (!this.#isAnswering) return this.socket.terminate();
    this.#isAnswering = false;
    this.socket.ping();
  }
}

/** `ws` gives each message as one buffer unless it is asked for another form. */
function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString() : '';
}
