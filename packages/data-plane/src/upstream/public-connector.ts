import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isPrivateAddress } from '@switchyard/contract';
import { buildConnector } from 'undici';
import type { ConnectTerms } from './upstream-way';

/** Resolves a name to all of its addresses, as `dns.lookup` with `all` does. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface HostCheckOptions {
  /** Called for each refused connection. */
  readonly onRefused: (refused: PrivateAddressRefused) => void;
  /** By default the system resolver. */
  readonly resolve?: Resolve;
  /** Which addresses to refuse; by default private ones. */
  readonly isRefused?: (address: string) => boolean;
}

export interface PublicConnectorOptions extends HostCheckOptions, ConnectTerms {}

/** A connection that was not made because its host resolves to an address that the settings deny. */
export class PrivateAddressRefused extends Error {
  override readonly name = 'PrivateAddressRefused';

  constructor(
    readonly host: string,
    readonly address: string,
  ) {
    super(`${host} resolves to the private address ${address}, which SWITCHYARD_PRIVATE_ENDPOINTS=deny forbids`);
  }
}

/**
 * Checks a host that a proxy will connect to, as far as this machine can resolve it: a name that it cannot resolve, or that
 * the proxy resolves to something else, is the proxy's to refuse.
 */
export function publicHostCheck({ onRefused, resolve = systemLookup, isRefused = isPrivateAddress }: HostCheckOptions) {
  return (host: string, callback: (refused: PrivateAddressRefused | null) => void): void => {
    const answer = (address: string | undefined) => {
      if (address === undefined) return callback(null);
      const refused = new PrivateAddressRefused(host, address);
      onRefused(refused);
      callback(refused);
    };
    const literal = host.replace(/^\[(.*)\]$/, '$1');
    if (isIP(literal) !== 0) return process.nextTick(answer, isRefused(literal) ? literal : undefined);
    resolve(literal, { all: true }, (_error, addresses) =>
      answer(addresses?.find(({ address }) => isRefused(address))?.address),
    );
  };
}

/**
 * Connects to public addresses only. It checks, on every connection, the very list of addresses that the socket then
 * chooses from: a name that resolved to a public address when its endpoint was created may resolve to anything later
 * (DNS rebinding). A name with any private address is refused entirely, so that the result does not depend on which
 * address is tried first.
 */
export function publicConnector({
  connectTimeoutMs,
  onRefused,
  resolve = systemLookup,
  isRefused = isPrivateAddress,
  ...tls
}: PublicConnectorOptions): buildConnector.connector {
  const refuse = (host: string, address: string): PrivateAddressRefused => {
    const refused = new PrivateAddressRefused(host, address);
    onRefused(refused);
    return refused;
  };
  const lookup: LookupFunction = (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      const denied = addresses?.find(({ address }) => isRefused(address));
      if (error !== null || first === undefined) callback(error ?? noAddress(hostname), []);
      else if (denied !== undefined) callback(refuse(hostname, denied.address), []);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
  const connect = buildConnector({ timeout: connectTimeoutMs, allowH2: false, lookup, ...tls });
  return (options, callback) => {
    const { hostname } = options;
    // Sockets skip the lookup if the host is already an address.
    if (isIP(hostname) === 0 || !isRefused(hostname)) return connect(options, callback);
    const refused = refuse(hostname, hostname);
    // Asynchronously, because the pool must have registered the connection before it fails.
    process.nextTick(() => callback(refused, null));
  };
}

function noAddress(hostname: string): Error {
  return new Error(`${hostname} has no address`);
}
