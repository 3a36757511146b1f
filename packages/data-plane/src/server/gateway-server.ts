import { setTimeout as pause } from 'node:timers/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Deadline, DEADLINES, type DeadlineOwner } from '@switchyard/runtime';
import { CONSUMER_CONNECTIONS_MAX } from '../load/connection-limits';
import { DEFAULT_LOAD_LIMITS, Load, type LoadLimits } from '../load/load';
import { TERMINAL_EVENT_MS_MAX } from '../answer/exchange';
import { onAnswerOver } from '../http/answer-over';
import { CoalescedRequest } from '../http/coalesced-request';
import { listen, listenOn } from '../http/listen';
import type { SocketHandle } from '../http/listening-socket';
import { IdleConnections } from './idle-connections';
import { type RawRefusal, REQUEST_HEADER_BYTES_MAX, refuseMalformed, refuseUpgrade } from './raw-refusal';
import { refusedRaw } from './refused-raw';
import { newRequestId } from './request-id';
import { handleRequest, type GatewayContext } from './handle-request';
import { InProgress } from './in-progress';
import { stopListening } from './stop-listening';
import { tellSinks } from './tell-sinks';

const RESETS_POSSIBLE =
  'shutting down: connections kept arriving, so some may have been reset when the gateway stopped accepting them';

const COUNTING_GIVEN_UP =
  'shutting down: some requests took too long to end after their connections; what they used is not counted';
/** How long draining waits for them when its time is over: the usage of a compressed answer may still be decoded. */
const COUNTING_MS_MAX = 2_000;

export interface GatewayServerLimits extends Partial<LoadLimits> {
  readonly consumerConnectionsMax?: number;
}

/** A request, with its answer. */
interface Served {
  readonly request: CoalescedRequest;
  readonly response: ServerResponse;
}

/** The listener for consumers. */
export class GatewayServer {
  readonly #server: Server;
  readonly #context: GatewayContext;
  readonly #load: Load;
  /** The last request of each connection. */
  readonly #lastOn = new WeakMap<Duplex, Served>();
  readonly #inProgress = new InProgress();
  readonly #connections = new IdleConnections((socket) => this.#isIdle(socket));
  /** Whether each answer is the last one on its connection. */
  #isLastOnConnection = false;
  /** How many of the next answers are the last ones on their connections. */
  #connectionsToEnd = 0;
  /** How many requests have not been handled to the end, and who waits for that. */
  #handling = 0;
  #onAllHandled: (() => void) | null = null;

  constructor(context: GatewayContext, limits: GatewayServerLimits = {}) {
    const { consumerTimeouts } = context;
    this.#context = context;
    this.#load = new Load({
      requestsInFlightMax: limits.requestsInFlightMax ?? DEFAULT_LOAD_LIMITS.requestsInFlightMax,
      bufferedBytesMax: limits.bufferedBytesMax ?? DEFAULT_LOAD_LIMITS.bufferedBytesMax,
    });
    this.#server = createServer(
      {
        IncomingMessage: CoalescedRequest,
        maxHeaderSize: REQUEST_HEADER_BYTES_MAX,
        headersTimeout: consumerTimeouts.headersMs,
        requestTimeout: consumerTimeouts.requestMs,
        keepAliveTimeout: consumerTimeouts.keepAliveMs,
        connectionsCheckingInterval: consumerTimeouts.checkIntervalMs,
        // Some clients offer HTTP/2 with every request (`upgrade: h2c`), which may be ignored.
        shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === 'websocket',
      },
      (request, response) => void this.#serve(request, response),
    );
    this.#server.maxConnections = limits.consumerConnectionsMax ?? CONSUMER_CONNECTIONS_MAX;
    this.#server.on('connection', (socket) => this.#connections.add(socket));
    this.#server.on('upgrade', (request, socket) => {
      if (this.#mayAnswerRaw(socket)) this.#noteRaw(refuseUpgrade(this.#context.table, request, socket));
      else socket.destroy();
    });
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      if (this.#mayAnswerRaw(socket)) this.#refuseMalformed(error, socket);
      else socket.destroy();
    });
  }

  /** The current load of all requests together. */
  get load(): Pick<Load, 'requestsInFlight' | 'bufferedBytes'> {
    return this.#load;
  }

  /** How many consumers are connected. */
  connections(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
    });
  }

  /** Ends so many connections, each after its next answer. Calls do not add up. */
  endConnections(count: number): void {
    this.#connectionsToEnd = count;
  }

  /** See `listen`. */
  listen(port: number, host: string): Promise<number> {
    return listen(this.#server, port, host);
  }

  /** See `listenOn`. */
  listenOn(socket: SocketHandle): Promise<number> {
    return listenOn(this.#server, socket);
  }

  /**
   * Serves on for a while, each answer the last one on its connection, so that a proxy stops using them before they close.
   * Then it accepts no more connections and lets requests finish. A connection that is kept alive, because its answer began
   * before, takes one more request; if none comes for as long as the delay, it ends. When the time to drain is over, requests
   * in progress end in an error, later ones are refused, and what has not been read a few seconds later is cut off. Then the
   * sinks have been told of all requests.
   */
  async drain(drainMsMax: number, delayMs = 0): Promise<void> {
    this.#isLastOnConnection = true;
    this.#inProgress.lastOnConnection();
    this.#connections.endAfter(delayMs);
    if (delayMs > 0) await pause(delayMs);
    const end = setTimeout(() => this.#endRequests(), drainMsMax);
    const cutOffAtMs = performance.now() + drainMsMax + TERMINAL_EVENT_MS_MAX;
    const { ended, resetsPossible } = await stopListening(this.#server);
    if (resetsPossible) this.#context.log.warn(RESETS_POSSIBLE);
    // Not before: it would miss the connections that were accepted since.
    const cutOff = setTimeout(() => this.#server.closeAllConnections(), Math.max(0, cutOffAtMs - performance.now()));
    await ended;
    this.#connections.stop();
    // Ends what Node checks connections with.
    this.#server.close();
    clearTimeout(end);
    clearTimeout(cutOff);
    await this.#allHandled(Math.max(COUNTING_MS_MAX, cutOffAtMs - performance.now()));
    this.#context.sampledLog.endWindow();
  }

  /** Requests may end later than their connections. */
  async #allHandled(withinMs: number): Promise<void> {
    if (this.#handling === 0) return;
    const over = Promise.withResolvers<void>();
    this.#onAllHandled = over.resolve;
    const timer = setTimeout(over.resolve, withinMs);
    await over.promise;
    clearTimeout(timer);
    if (this.#handling > 0) this.#context.log.warn({ requests: this.#handling }, COUNTING_GIVEN_UP);
  }

  #refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
    const unread = this.#unreadOn(socket);
    const refusal = refuseMalformed(this.#context.table, error, socket, unread);
    if (refusal === null) return;
    const exchange = unread === null ? null : this.#inProgress.exchangeOf(unread);
    if (exchange === null) this.#noteRaw(refusal);
    else exchange.answeredRaw(refusal.code, refusal.status);
  }

  /** Records a request that no exchange is for. */
  #noteRaw(refusal: RawRefusal): void {
    const nowMs = this.#context.clock.wallMs();
    tellSinks(this.#context, refusedRaw(refusal, newRequestId(nowMs), nowMs));
  }

  #endRequests(): void {
    const requests = this.#load.requestsInFlight;
    const message = 'shutting down: the time to drain is over; ending the requests in progress';
    if (requests > 0) this.#context.log.warn({ requests }, message);
    this.#inProgress.shutDown();
    this.#connections.endNow();
  }

  /** A request keeps its permit until its answer has been read, or its connection is closed. */
  async #serve(request: CoalescedRequest, response: ServerResponse): Promise<void> {
    const { unreadAnswerMs, restMs } = this.#context.consumerTimeouts;
    // A request whose streamed body failed no longer has a socket.
    const { socket } = request;
    const permit = this.#load.acquire();
    this.#lastOn.set(socket, { request, response });
    const over = Promise.withResolvers<void>();
    onAnswerOver(request, response, over.resolve);
    if (this.#isLastOnConnection) response.shouldKeepAlive = false;
    else if (this.#connectionsToEnd > 0) {
      this.#connectionsToEnd -= 1;
      response.shouldKeepAlive = false;
    }
    this.#handling += 1;
    try {
      await handleRequest(this.#context, request, response, permit, this.#inProgress);
    } catch (error) {
      this.#context.sampledLog.write('finish', 'error', 'internal error while finishing a request', () => ({
        err: error,
      }));
      response.destroy();
    }
    this.#handling -= 1;
    if (this.#handling === 0) this.#onAllHandled?.();
    permit?.free();
    const cutOff = new UnreadAnswerCutOff(response, unreadAnswerMs);
    await over.promise;
    cutOff.stop();
    permit?.release();
    if (!request.complete && !socket.destroyed) cutOffAfter(request, socket, restMs);
  }

  /**
   * Whether nothing has come on a connection since its last request ended, and that was answered. A new connection is not
   * idle: a client opens it to send a request, which it must do within the time for headers.
   */
  #isIdle(socket: Socket): boolean {
    const last = this.#lastOn.get(socket);
    if (last === undefined || !last.request.complete || !last.response.writableFinished) return false;
    return last.request.bytesReadAtEnd === socket.bytesRead;
  }

  /** The request that the connection has not sent completely; null if there is none. */
  #unreadOn(socket: Duplex): CoalescedRequest | null {
    const request = this.#lastOn.get(socket)?.request;
    return request === undefined || request.complete ? null : request;
  }

  /** Whether no other answer is in progress, so that a raw one cannot be read as part of it. */
  #mayAnswerRaw(socket: Duplex): boolean {
    const last = this.#lastOn.get(socket);
    if (last === undefined) return true;
    const { request, response } = last;
    return request.complete ? response.writableFinished : !response.headersSent;
  }
}

/** Cuts off an answer that is complete on this side but not read, timed from when it is its turn. */
class UnreadAnswerCutOff implements DeadlineOwner {
  readonly #response: ServerResponse;
  readonly #deadline: Deadline = DEADLINES.deadline(this);

  constructor(response: ServerResponse, unreadAnswerMs: number) {
    this.#response = response;
    if (response.socket !== null) this.#deadline.arm(unreadAnswerMs);
    else if (!response.writableFinished) response.once('socket', () => this.#deadline.arm(unreadAnswerMs));
  }

  onDeadline(): void {
    this.#response.destroy();
  }

  stop(): void {
    this.#deadline.stop();
  }
}

/** Drops the rest of a request that was answered, for a limited time, so that the connection can serve another one. */
function cutOffAfter(request: CoalescedRequest, socket: Duplex, restMs: number): void {
  const timer = setTimeout(() => socket.destroy(), restMs).unref();
  const done = () => {
    clearTimeout(timer);
    // The connection may serve thousands more requests.
    socket.off('close', done);
  };
  socket.once('close', done);
  if (!request.destroyed) request.once('end', done).resume();
}
