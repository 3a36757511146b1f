import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { buildConnector } from 'undici';
import { errorDetail } from './error-detail';
import { isLocalExhaustion } from './local-exhaustion';
import { ProxyFailure } from './proxy-failure';
import type { ProxyServer } from './proxy-server';

/** Checks a vendor's host before a proxy is asked to connect to it. Calls back with null if it is allowed. */
export type HostCheck = (host: string, callback: (refused: Error | null) => void) => void;

export interface ProxyConnectorOptions {
  readonly proxy: ProxyServer;
  /** For the connection to the proxy and its answer, and again for the TLS handshake with the vendor. */
  readonly connectTimeoutMs: number;
  /** For TLS with the vendor; the proxy's own certificate is always verified with Node's. */
  readonly secureContext?: SecureContext;
  readonly checkHost: HostCheck;
}

type Connect = buildConnector.connector;
type Opened = (error: Error | null, socket: Socket | null) => void;

const HTTPS_PORT = '443';
const HTTP_PORT = '80';

/**
 * Connects to a vendor through a proxy's CONNECT tunnel (RFC 9110, section 9.3.6). TLS runs inside of it, so the proxy sees
 * the vendor's name only.
 */
export function tunnelConnector({ proxy, connectTimeoutMs, checkHost, ...tls }: ProxyConnectorOptions): Connect {
  const overTls = buildConnector({ timeout: connectTimeoutMs, allowH2: false, ...tls });
  return (options, callback) => {
    const { hostname, protocol, port } = options;
    const isTls = protocol === 'https:';
    const authority = `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port || (isTls ? HTTPS_PORT : HTTP_PORT)}`;
    checkHost(hostname, (refused) => {
      if (refused !== null) return callback(refused, null);
      openTunnel(proxy, authority, connectTimeoutMs, (error, socket) => {
        if (socket === null) return callback(error ?? new Error('no tunnel'), null);
        if (isTls) overTls({ ...options, httpSocket: socket }, callback);
        else callback(null, socket);
      });
    });
  };
}

/**
 * Connects to a proxy that is sent the requests themselves, for vendors without TLS.
 *
 * @param vendorHost the host of the requests' URLs
 */
export function forwardConnector(
  { proxy, connectTimeoutMs, checkHost }: ProxyConnectorOptions,
  vendorHost: string,
): Connect {
  const connect = buildConnector({ timeout: connectTimeoutMs, allowH2: false });
  return (options, callback) =>
    checkHost(vendorHost, (refused) => {
      if (refused !== null) return callback(refused, null);
      connect(options, (...[error, socket]: buildConnector.CallbackArgs) => {
        if (error === null) callback(null, socket);
        else callback(unreachable(proxy, error), null);
      });
    });
}

function openTunnel(proxy: ProxyServer, authority: string, timeoutMs: number, opened: Opened): void {
  const request = connectRequest(proxy, authority);
  let isConnected = false;
  const timer = setTimeout(() => {
    request.destroy(
      isConnected
        ? new Error(`the proxy ${proxy.origin} did not connect to the vendor in time`)
        : new ProxyFailure(`cannot reach the proxy ${proxy.origin}: timed out`),
    );
  }, timeoutMs);
  const over: Opened = (error, socket) => {
    clearTimeout(timer);
    opened(error, socket);
  };
  request.once('socket', (socket) => {
    socket.once(proxy.protocol === 'https:' ? 'secureConnect' : 'connect', () => (isConnected = true));
  });
  request.once('connect', (response: IncomingMessage, socket: Socket, head: Buffer) => {
    const failure = refusalOf(proxy, response.statusCode ?? 0);
    if (failure !== null) {
      socket.on('error', () => undefined).destroy();
      return over(failure, null);
    }
    if (head.length > 0) socket.unshift(head);
    over(null, socket);
  });
  request.once('error', (error) => {
    // After the tunnel has been opened, errors are those of its socket.
    const isOurs = error instanceof ProxyFailure || (isConnected && !('code' in error));
    over(isOurs ? error : unreachable(proxy, error), null);
  });
  request.end();
}

function connectRequest(
  { protocol, host, port, servername, authorization }: ProxyServer,
  authority: string,
): ClientRequest {
  const options = {
    method: 'CONNECT',
    host,
    port,
    path: authority,
    agent: false,
    headers: { host: authority, ...(authorization === null ? {} : { 'proxy-authorization': authorization }) },
  };
  return protocol === 'https:' ? httpsRequest({ ...options, servername: servername ?? '' }) : httpRequest(options);
}

/** Why a proxy's answer to CONNECT is no tunnel; null if it is one. */
function refusalOf(proxy: ProxyServer, status: number): Error | null {
  if (status >= 200 && status < 300) return null;
  // It was willing, but could not: that says something about the vendor.
  if (status >= 500) return new Error(`the proxy ${proxy.origin} could not connect to the vendor (${status})`);
  const reason = status === 407 ? 'rejects its credentials' : 'refuses to connect to the vendor';
  return new ProxyFailure(`the proxy ${proxy.origin} ${reason} (${status})`);
}

function unreachable(proxy: ProxyServer, error: Error): Error {
  // A lack of this machine's own is told as that.
  if (isLocalExhaustion(error)) return error;
  return new ProxyFailure(`cannot reach the proxy ${proxy.origin}: ${errorDetail(error)}`, { cause: error });
}
