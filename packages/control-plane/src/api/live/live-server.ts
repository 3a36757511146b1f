import { handleProtocols } from 'graphql-ws';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { CORRELATION_HEADER, newCorrelationId } from '../http/correlation-id';
import { sessionOfUpgrade } from '../sessions/browser-request';
import { CloseCode } from './close-code';
import { LiveConnection } from './live-connection';
import { type LiveProtocolParts, serveProtocol } from './live-protocol';

const PATH = '/graphql';

export interface LiveServerParts extends LiveProtocolParts {
  readonly httpServer: Server;
  readonly log: Logger;
}

/** What is open now. */
export interface LiveCounts {
  readonly connections: number;
  readonly subscriptions: number;
}

/**
 * Serves subscriptions over WebSocket with the `graphql-ws` protocol, at the path of GraphQL. Any origin may connect:
 * browsers send no preflight for WebSockets, but callers authenticate in the first message, with a token, or with a ticket
 * that only pages of the console get and that counts only with their origin and cookie. So another site's page can do no
 * more than the token that it was given allows.
 */
export class LiveServer {
  readonly #sockets: WebSocketServer;
  /** Each connection with a promise that resolves when it has released everything. */
  readonly #connections = new Map<LiveConnection, Promise<void>>();
  readonly #correlationIds = new WeakMap<IncomingMessage, string>();
  #isClosing = false;

  constructor(private readonly parts: LiveServerParts) {
    this.#sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: parts.limits.messageBytesMax,
      maxFragments: parts.limits.messagePartsMax,
      maxBufferedChunks: parts.limits.messagePartsMax,
      handleProtocols,
    });
    this.#sockets.on('headers', (headers, request) =>
      headers.push(`${CORRELATION_HEADER}: ${this.#correlationIdOf(request)}`),
    );
    parts.httpServer.on('upgrade', this.#upgrade);
  }

  get counts(): LiveCounts {
    const connections = [...this.#connections.keys()];
    return {
      connections: connections.length,
      subscriptions: connections.reduce((sum, { subscriptionCount }) => sum + subscriptionCount, 0),
    };
  }

  /** Refuses new connections and closes the open ones. Resolves when all are closed. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const connection of this.#connections.keys())
      connection.close(CloseCode.GOING_AWAY, 'The control plane is shutting down.');
    await Promise.all(this.#connections.values());
    await this.parts.callers.close();
  }

  readonly #upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const status = this.#refusal(request);
    if (status === null) this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#open(opened, request));
    else refuseUpgrade(socket, status);
  };

  #refusal({ url = '/' }: IncomingMessage): string | null {
    if (url.split('?')[0] !== PATH) return '404 Not Found';
    const { connectionsMax, unauthenticatedMax } = this.parts.limits;
    const connections = [...this.#connections.keys()];
    const unauthenticated = connections.filter(({ caller }) => caller === null).length;
    const isFull = connections.length >= connectionsMax || unauthenticated >= unauthenticatedMax;
    return this.#isClosing || isFull ? '503 Service Unavailable' : null;
  }

  #open(socket: WebSocket, request: IncomingMessage): void {
    const { limits, log, callers } = this.parts;
    const remoteAddress = this.parts.admission.clientAddress(request);
    const arrival = { correlationId: this.#correlationIdOf(request), remoteAddress };
    const sessionSecret = sessionOfUpgrade(this.parts.admission.origins, request);
    const connection = new LiveConnection(socket, arrival, limits, log, sessionSecret);
    const closed = serveProtocol(connection, this.parts);
    const { promise: released, resolve } = Promise.withResolvers<void>();
    this.#connections.set(connection, released);
    socket.once('close', (code, reason) => {
      callers.remove(connection);
      void Promise.allSettled([closed(code, String(reason)), connection.closed()]).then(() => {
        this.#connections.delete(connection);
        resolve();
      });
    });
  }

  #correlationIdOf(request: IncomingMessage): string {
    const known = this.#correlationIds.get(request) ?? newCorrelationId(request);
    this.#correlationIds.set(request, known);
    return known;
  }
}

/** Whether a request asks for a WebSocket. Some clients always offer an upgrade to HTTP/2, which is ignored. */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on('error', () => undefined);
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
