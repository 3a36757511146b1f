import { isIP } from 'node:net';

/** An HTTP proxy on the way to vendors. */
export interface ProxyServer {
  /** Without credentials: it may be logged. */
  readonly origin: string;
  readonly protocol: 'http:' | 'https:';
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  /** For SNI; null if the host is an address. */
  readonly servername: string | null;
  /** The value of `proxy-authorization`; null for none. A secret. */
  readonly authorization: string | null;
}

const DEFAULT_PORT = { 'http:': 80, 'https:': 443 };

/**
 * Reads a proxy as HTTPS_PROXY gives it, such as `http://user:password@proxy.example.com:3128`; without a scheme it is http.
 *
 * @returns null if it is not the URL of an HTTP proxy
 */
export function readProxy(text: string): ProxyServer | null {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  const { protocol, username, password } = url;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const credentials = decoded(`${username}:${password}`);
  if (credentials === null) return null;
  return {
    origin: url.origin,
    protocol,
    host,
    port: url.port === '' ? DEFAULT_PORT[protocol] : Number(url.port),
    servername: isIP(host) === 0 ? host : null,
    authorization: username === '' ? null : `Basic ${Buffer.from(credentials).toString('base64')}`,
  };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
