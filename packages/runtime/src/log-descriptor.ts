import { constants, fstatSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

/** Standard output or standard error. */
export type LogDescriptor = 1 | 2;

const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants;

/**
 * A descriptor for the same output on which a write never waits for the reader: it fails with EAGAIN instead. A file is
 * returned as it is, because nobody has to read it.
 *
 * Where it can, it opens the output again, so that other programs with the same terminal or pipe keep theirs as it is.
 */
export function nonBlockingDescriptor(descriptor: LogDescriptor): number {
  if (fstatSync(descriptor).isFile()) return descriptor;
  // Only Linux has the first; the second is the terminal that the program was started from.
  const paths = [`/proc/self/fd/${descriptor}`, ...(isatty(descriptor) ? ['/dev/tty'] : [])];
  for (const path of paths) {
    try {
      return openSync(path, O_WRONLY | O_NONBLOCK | O_NOCTTY);
    } catch {
      // A socket cannot be opened again, and a pipe of another user may not be.
    }
  }
  // Node makes a pipe or socket non-blocking when it creates the stream for it.
  void (descriptor === 1 ? process.stdout : process.stderr).writable;
  return descriptor;
}
