import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** The system has no file descriptor, port or memory left for a connection (connect(2), socket(2)). */
const EXHAUSTION_CODES: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);

/** A lookup failed because of the system, not because of the name (getaddrinfo(3)). */
const RESOLVER_EXHAUSTION_CODES: ReadonlySet<string> = new Set([...EXHAUSTION_CODES, 'EAI_MEMORY', 'EINVAL']);

/**
 * Whether a connection failed because this machine ran out of a resource, which says nothing about the target. If a name
 * has several addresses, the error contains one error for each.
 *
 * A resolver without a file descriptor usually reports ENOTFOUND, as for a name that does not exist, so that counts against
 * the target. `fitToOpenFiles` keeps descriptors free for lookups.
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
  // Without IPv6, as in many containers, every connection to an IPv6 address fails like this although ports are free. The
  // same holds for the loopback address: the endpoint's URL is wrong.
  if (code === 'EADDRNOTAVAIL' && address !== undefined && isIPv6(address)) return address !== '::1' && hasIpv6();
  return EXHAUSTION_CODES.has(code);
}

const LINK_LOCAL = /^fe[89ab]/i;

function hasIpv6Address(): boolean {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.some(({ family, internal, address }) => family === 'IPv6' && !internal && !LINK_LOCAL.test(address));
}
