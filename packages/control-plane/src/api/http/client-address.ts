import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddr from 'proxy-addr';

const PREFIX_BITS_MAX: Record<number, number> = { 4: 32, 6: 128 };

/** Returns the address that a request comes from; null if its connection has closed. */
export type ClientAddress = (request: IncomingMessage) => string | null;

/** Whether a text is an IP address or a range such as `10.0.0.0/8`, but not the range of all addresses. */
export function isAddressRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const bitsMax = PREFIX_BITS_MAX[isIP(address)];
  if (bitsMax === undefined || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= bitsMax);
}

/**
 * The address that the outermost proxy in an unbroken chain of trusted proxies saw. Each proxy appends to the
 * `x-forwarded-for` that it received, so nothing before the first untrusted address can be trusted. Without trusted
 * proxies, or if one appended something other than an address, this is the address of the connection.
 *
 * @param trustedProxies addresses and ranges that pass `isAddressRange`
 */
export function clientAddressBehind(trustedProxies: readonly string[]): ClientAddress {
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  return (request) => {
    const { remoteAddress } = request.socket;
    // A closed connection has no address.
    if (remoteAddress === undefined) return null;
    const address = proxyAddr(request, isTrusted);
    return isIP(address) === 0 ? remoteAddress : address;
  };
}
