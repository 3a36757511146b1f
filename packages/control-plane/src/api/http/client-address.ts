import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddr from 'proxy-addr';

const PREFIX_BITS_MAX: Record<number, number> = { 4: 32, 6: 128 };

/** Tells from which address a request comes; null where its connection is gone. */
export type ClientAddress = (request: IncomingMessage) => string | null;

/** Whether a text is an address, or a range of them such as `10.0.0.0/8`, other than the range of all. */
export function isAddressRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const bitsMax = PREFIX_BITS_MAX[isIP(address)];
  if (bitsMax === undefined || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= bitsMax);
}

/**
 * The address that the last trusted proxy in a row, counted from here, has seen: `x-forwarded-for` holds what each proxy
 * has added behind what it was told, so that nothing before the first untrusted address can be believed. Without
 * trusted proxies, and where such a proxy added what is no address, it is the one of the connection.
 *
 * @param trustedProxies addresses and ranges of them, each as `isAddressRange` wants it
 */
export function clientAddressBehind(trustedProxies: readonly string[]): ClientAddress {
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  return (request) => {
    const { remoteAddress } = request.socket;
    // Who has hung up left no address to begin with.
    if (remoteAddress === undefined) return null;
    const address = proxyAddr(request, isTrusted);
    return isIP(address) === 0 ? remoteAddress : address;
  };
}
