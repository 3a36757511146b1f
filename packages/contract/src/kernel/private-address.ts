import * as ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** The setting SWITCHYARD_PRIVATE_ENDPOINTS, which both planes read. */
export const privateEndpointsSchema = z.enum(['allow', 'deny'], { error: 'must be allow or deny' });

/** Whether endpoints may be at addresses that are not publicly reachable. */
export type PrivateEndpoints = z.infer<typeof privateEndpointsSchema>;

/** Names that always mean this machine: RFC 6761, section 6.3, and those common in hosts files. */
const LOCAL_NAME = /^(.+\.)?localhost\.?$|^ip6-(localhost|loopback)\.?$/i;

/**
 * The only part of IPv6 from which IANA has assigned public addresses. What lies outside is private or has a special
 * purpose, such as the IPv4-compatible `::127.0.0.1`: https://www.iana.org/assignments/ipv6-address-space
 */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
/** The first half of an interface id that carries an IPv4 address (ISATAP, RFC 5214, section 6.1). */
const ISATAP_MARKS: ReadonlySet<string> = new Set(['0:5efe', '200:5efe']);

/**
 * Whether an address is not publicly reachable: loopback, link-local, private, shared, unspecified, multicast or
 * reserved, in IPv4 or IPv6. An IPv6 address that carries an IPv4 address (compatible, translated, 6to4 or Teredo) counts
 * as private; a mapped address and one for ISATAP, if the IPv4 address is private. Anything that is not an address counts
 * as private.
 */
export function isPrivateAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return true;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return true;
  return parsed instanceof ipaddr.IPv6 && isPrivateUnicast(parsed);
}

function isPrivateUnicast(address: ipaddr.IPv6): boolean {
  if (!address.match(GLOBAL_UNICAST)) return true;
  const [high = 0, low = 0] = address.parts.slice(4);
  if (!ISATAP_MARKS.has(`${high.toString(16)}:${low.toString(16)}`)) return false;
  return new ipaddr.IPv4(address.toByteArray().slice(-4)).range() !== 'unicast';
}

/**
 * Whether the host of a URL, as `URL.hostname` gives it, is a private address or a name that always means one. Any
 * other name may still resolve to a private address, which only shows when connecting.
 */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return ipaddr.isValid(host) ? isPrivateAddress(host) : LOCAL_NAME.test(host);
}
