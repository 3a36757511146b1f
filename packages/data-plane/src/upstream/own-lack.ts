import { closeSync, openSync } from 'node:fs';

/** What the system says where it has no descriptor, no port or no memory left for a connection (connect(2), socket(2)). */
const OWN_LACK_CODES: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);

/**
 * Whether a connection could not be made for want of something on this side, which says nothing of the target. Where
 * a name has several addresses there is one error for each.
 */
export function isOwnLack(error: Error): boolean {
  if (error instanceof AggregateError) return error.errors.some((each) => each instanceof Error && isOwnLack(each));
  const { code, syscall, address }: NodeJS.ErrnoException & { address?: string } = error;
  // Without a descriptor a resolver can ask nobody, and says no more than that it has found nothing.
  if (syscall === 'getaddrinfo') return hasNoDescriptor();
  // On a machine without IPv6 that is what dialling its loopback address comes to: the endpoint's URL is at fault.
  if (code === 'EADDRNOTAVAIL' && address === '::1') return false;
  return code !== undefined && OWN_LACK_CODES.has(code);
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
