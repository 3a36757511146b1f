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

function noSpace(): NodeJS.ErrnoException {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
}
