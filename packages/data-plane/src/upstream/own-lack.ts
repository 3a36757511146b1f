import { closeSync, openSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** What the system says where it has no descriptor, no port or no memory left for a connection (connect(2), socket(2)). */
const OWN_LACK_CODES: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);

/**
 * What a resolver says (getaddrinfo(3)) that has met a fault of the system, and not of the name: glibc's says EINVAL where
 * it got no descriptor to ask with.
 */
const RESOLVER_LACK_CODES: ReadonlySet<string> = new Set([...OWN_LACK_CODES, 'EAI_MEMORY', 'EINVAL']);

/** A name that was looked up while there was no descriptor may be told as not found when there is one again. */
const DOUBT_AFTER_LACK_MS = 2_000;
let lastLackMs = Number.NEGATIVE_INFINITY;

/**
 * Whether a connection could not be made for want of something on this side, which says nothing of the target. Where
 * a name has several addresses there is one error for each.
 *
 * @param hasIpv6 whether this machine can reach others over IPv6
 * @param nowMs of a clock that only goes forward
 */
export function isOwnLack(
  error: Error,
  hasIpv6: () => boolean = hasIpv6Address,
  nowMs: number = performance.now(),
): boolean {
  const isLack = isLackItself(error, hasIpv6);
  if (isLack) lastLackMs = nowMs;
  return isLack || (isLookup(error) && nowMs - lastLackMs < DOUBT_AFTER_LACK_MS);
}

function isLookup({ syscall }: NodeJS.ErrnoException): boolean {
  return syscall === 'getaddrinfo';
}

function isLackItself(error: Error, hasIpv6: () => boolean): boolean {
  if (error instanceof AggregateError) {
    return error.errors.some((each) => each instanceof Error && isLackItself(each, hasIpv6));
  }
  const { code, address }: NodeJS.ErrnoException & { address?: string } = error;
  // Without a descriptor a resolver can ask nobody, and may say no more than that it has found nothing.
  if (isLookup(error)) return RESOLVER_LACK_CODES.has(code ?? '') || hasNoDescriptor();
  // Without IPv6, as in many containers, that is what dialling any of its addresses comes to, and no lack of ports. Its
  // loopback address lacks none: the endpoint's URL is at fault.
  if (code === 'EADDRNOTAVAIL' && address !== undefined && isIPv6(address)) return address !== '::1' && hasIpv6();
  return code !== undefined && OWN_LACK_CODES.has(code);
}

const LINK_LOCAL = /^fe[89ab]/i;

function hasIpv6Address(): boolean {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.some(({ family, internal, address }) => family === 'IPv6' && !internal && !LINK_LOCAL.test(address));
}

/** Found out by taking one. Asked only where a name was not found, and it takes some microseconds. */
function hasNoDescriptor(): boolean {
  try {
    closeSync(openSync(__filename, 'r'));
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && (error.code === 'EMFILE' || error.code === 'ENFILE');
  }
}
