import type { buildConnector, Dispatcher } from 'undici';
import type { SecureContext } from 'node:tls';
import type { CaTrust } from './ca-trust';
import { NO_PROXIES, type Proxies } from './proxies';
import { forwardConnector, type HostCheck, tunnelConnector } from './proxy-connector';
import type { ProxyServer } from './proxy-server';

type Connector = buildConnector.connector | buildConnector.BuildOptions;

/** What endpoints must have in common to share connections. */
export interface PoolTerms {
  /** Of the vendor. */
  readonly origin: string;
  readonly connectTimeoutMs: number;
  /** What the vendor's certificate is verified with; null for the public CA certificates. */
  readonly caTrust: CaTrust | null;
}

/** How to connect to a vendor. */
export interface ConnectTerms {
  readonly connectTimeoutMs: number;
  /** For TLS with the vendor; absent for Node's own, which trusts the public CA certificates. */
  readonly secureContext?: SecureContext;
}

/** How requests get to a vendor. */
export interface UpstreamWay {
  /** What is connected to: the vendor, or the proxy that is sent the requests themselves. */
  readonly origin: string;
  readonly connect: Connector;
  /** The request as it is sent on this way. */
  readonly sent: (options: Dispatcher.DispatchOptions) => Dispatcher.DispatchOptions;
}

export interface UpstreamWayOptions {
  /** Creates the connector for connections without a proxy; by default to any address. */
  readonly connectorFor?: ((terms: ConnectTerms) => Connector) | undefined;
  /** Checks hosts that a proxy connects to; by default any are allowed. */
  readonly checkHost?: HostCheck | undefined;
  readonly proxies?: Proxies | undefined;
}

/** Directly; through a proxy's tunnel if the vendor has TLS; or by way of a proxy that sends the requests on. */
export function wayTo({ origin, connectTimeoutMs, caTrust }: PoolTerms, options: UpstreamWayOptions): UpstreamWay {
  const { connectorFor = anywhere, checkHost = anyHost, proxies = NO_PROXIES } = options;
  const connectTerms = { connectTimeoutMs, ...(caTrust === null ? {} : { secureContext: caTrust.secureContext }) };
  const proxy = proxies.proxyFor(origin);
  if (proxy === null) return { origin, connect: connectorFor(connectTerms), sent: unchanged };
  const terms = { proxy, ...connectTerms, checkHost };
  const { protocol, hostname, host } = new URL(origin);
  if (protocol === 'https:') return { origin, connect: tunnelConnector(terms), sent: unchanged };
  return { origin: proxy.origin, connect: forwardConnector(terms, hostname), sent: forwarded(origin, host, proxy) };
}

/** A request to a proxy has the vendor's whole URL (RFC 9112, section 3.2.2). */
function forwarded(origin: string, host: string, { authorization, servername }: ProxyServer): UpstreamWay['sent'] {
  const added = ['host', host, ...(authorization === null ? [] : ['proxy-authorization', authorization])];
  return (options) => ({
    ...options,
    path: `${origin}${options.path}`,
    headers: [...((options.headers ?? []) as string[]), ...added],
    // Without it undici would ask the proxy for the certificate of the vendor.
    ...(servername === null ? {} : { servername }),
  });
}

const unchanged: UpstreamWay['sent'] = (options) => options;
const anyHost: HostCheck = (_host, callback) => callback(null);

function anywhere({ connectTimeoutMs, ...tls }: ConnectTerms): buildConnector.BuildOptions {
  return { timeout: connectTimeoutMs, allowH2: false, ...tls };
}
