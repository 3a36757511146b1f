import * as ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** The setting SWITCHYARD_PRIVATE_ENDPOINTS, which both planes read. */
export const privateEndpointsSchema = z.enum(['allow', 'deny'], { error: 'must be allow or deny' });

/** Whether endpoints may be at addresses that are not publicly reachable. */
export type PrivateEndpoints = z.infer<typeof privateEndpointsSchema>;

/** Names that always mean this machine: RFC 6761, section 6.3, and those common in hosts files. */
const LOCAL_NAME = /^(.+\.)?localhost\.?$|^ip6-(localhost|loopback)\.?$/i;

/**
 * Whether an address is not publicly reachable: loopback, link-local, private, shared, unspecified, multicast or
 * reserved, in IPv4 or IPv6. An IPv6 address that carries an IPv4 address (mapped, translated, 6to4 or Teredo) counts
 * as private, unless it is mapped and that address is public. Anything that is not an address counts as private.
 */
export function isPrivateAddress(address: string): boolean {
  return !ipaddr.isValid(address) || ipaddr.process(address).range() !== 'unicast';
}

/**
 * Whether the host of a URL, as `URL.hostname` gives it, is a private address or a name that always means one. Any
 * other name may still resolve to a private address, which only shows when connecting.
 */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return ipaddr.isValid(host) ? isPrivateAddress(host) : LOCAL_NAME.test(host);
}
