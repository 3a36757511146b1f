import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** What the system says where it has no file descriptor, port or memory left for a connection (connect(2), socket(2)). */
const EXHAUSTION_CODES: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);

/** What a resolver says (getaddrinfo(3)) where the system failed and not the name. */
const RESOLVER_EXHAUSTION_CODES: ReadonlySet<string> = new Set([...EXHAUSTION_CODES, 'EAI_MEMORY', 'EINVAL']);

/**
 * Whether a connection failed because this machine has run out of something, which says nothing about the target. Where a
 * name has several addresses, the error holds one error for each.
 *
 * A resolver without a file descriptor mostly says ENOTFOUND, as it does for a name that does not exist, so that counts
 * against the target. `fitToOpenFiles` keeps the gateway from running out of descriptors by its own traffic.
 *
 * @param hasIpv6 whether this machine can reach others over IPv6
 */
export function isLocalExhaustion(error: Error, hasIpv6: () => boolean = hasIpv6Address): boolean {
  if (error instanceof AggregateError) {
    return error.errors.some((each) => each instanceof Error && isLocalExhaustion(each, hasIpv6));
  }
  const { code, syscall, address }: NodeJS.ErrnoException & { address?: string } = error;
  if (code === undefined) return false;
  if (syscall === 'getaddrinfo') return RESOLVER_EXHAUSTION_CODES.has(code);
  // Without IPv6, as in many containers, every dial of an IPv6 address fails like this, and no port is short. On its own
  // loopback address no port is short either: the endpoint's URL is wrong.
  if (code === 'EADDRNOTAVAIL' && address !== undefined && isIPv6(address)) return address !== '::1' && hasIpv6();
  return EXHAUSTION_CODES.has(code);
}

const LINK_LOCAL = /^fe[89ab]/i;

function hasIpv6Address(): boolean {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.some(({ family, internal, address }) => family === 'IPv6' && !internal && !LINK_LOCAL.test(address));
}
