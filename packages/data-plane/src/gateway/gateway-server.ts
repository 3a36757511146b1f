import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { openaiErrorBody } from './formats/openai-format';
import { GatewayError } from './gateway-error';
import { handleRequest, type GatewayContext } from './handle-request';

/** A vendor's own bound on a request's headers (OpenAI: below 64 KiB). */
const REQUEST_HEADER_BYTES_MAX = 65_536;
const REQUEST_HEADERS_TIMEOUT_MS = 60_000;
/** Longer than the idle time of common load balancers, so that it is never this side that closes under a request. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
const DRAIN_MS_MAX = 30_000;

/** The listener for consumers. */
export class GatewayServer {
  readonly #server: Server;
  #requestsInFlight = 0;
  #draining = false;

  constructor(context: GatewayContext) {
    this.#server = createServer(
      {
        maxHeaderSize: REQUEST_HEADER_BYTES_MAX,
        headersTimeout: REQUEST_HEADERS_TIMEOUT_MS,
        keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
        // Some clients offer HTTP/2 with every request (`upgrade: h2c`), which may be declined in silence.
        shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === 'websocket',
      },
      (request, response) => void this.#serve(context, request, response),
    );
    this.#server.on('upgrade', refuseUpgrade);
    this.#server.on('clientError', refuseMalformed);
  }

  get requestsInFlight(): number {
    return this.#requestsInFlight;
  }

  /** @returns the port that it listens on. @throws the error of a listener that cannot be had, such as EADDRINUSE */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, host, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** Takes no more connections and lets requests come to their end; cuts off those that take too long. */
  async drain(drainMsMax: number = DRAIN_MS_MAX): Promise<void> {
    this.#draining = true;
    const cutOff = setTimeout(() => this.#server.closeAllConnections(), drainMsMax);
    await new Promise((resolve) => this.#server.close(resolve));
    clearTimeout(cutOff);
  }

  async #serve(context: GatewayContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#requestsInFlight += 1;
    if (this.#draining) response.shouldKeepAlive = false;
    // Once no more are taken, a connection that has done its work must not wait for another request.
    response.once('close', () => {
      if (this.#draining) setImmediate(() => this.#server.closeIdleConnections());
    });
    await handleRequest(context, request, response);
    this.#requestsInFlight -= 1;
  }
}

function refuseUpgrade(_request: IncomingMessage, socket: Duplex): void {
  const error = new GatewayError('upgrade_not_supported', 'WebSockets are not supported: use plain or streamed HTTP.');
  endRaw(socket, '426 Upgrade Required', error, 'upgrade: HTTP/1.1\r\n');
}

/** Answers what is no HTTP request at all, as far as somebody is there to read it. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, message] = MALFORMED[error.code ?? ''] ?? ['400 Bad Request', 'This is no valid HTTP request.'];
  endRaw(socket, status, new GatewayError('invalid_path', message), '');
}

const MALFORMED: Record<string, [status: string, message: string]> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    `The request's headers are larger than the ${REQUEST_HEADER_BYTES_MAX} bytes that are allowed.`,
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not arrive in time.'],
};

function endRaw(socket: Duplex, status: string, error: GatewayError, headers: string): void {
  const body = openaiErrorBody(error);
  socket.end(
    `HTTP/1.1 ${status}\r\n${headers}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
