import { ftruncateSync, writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/**
 * Writes bytes at the end of a file, or none of them. A full disk first shows as a write that is cut short, without an error.
 *
 * @param end the file's length
 * @throws the file system's error; the file then has the length that it had, unless it cannot be cut either
 */
export async function appendBytes(file: FileHandle, bytes: Uint8Array, end: number): Promise<void> {
  let written = 0;
  try {
    while (written < bytes.length) {
      const { bytesWritten } = await file.write(bytes, written, bytes.length - written, end + written);
      if (bytesWritten === 0) throw noSpace();
      written += bytesWritten;
    }
  } catch (error) {
    if (written > 0) await file.truncate(end);
    throw error;
  }
}

/** The same at once, for a time when the event loop has nothing else to do. */
export function appendBytesNow({ fd }: FileHandle, bytes: Uint8Array, end: number): void {
  let written = 0;
  try {
    while (written < bytes.length) {
      const count = writeSync(fd, bytes, written, bytes.length - written, end + written);
      if (count === 0) throw noSpace();
      written += count;
    }
  } catch (error) {
    if (written > 0) ftruncateSync(fd, end);
    throw error;
  }
}

function noSpace(): NodeJS.ErrnoException {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
}
