import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates a folder, and those above it that are missing.
 *
 * Node's own `recursive` never returns where the operating system says ENOENT although the folder above exists: under /proc
 * it tries again for ever, at full CPU.
 *
 * @param path an absolute path
 * @throws the file system's error; ENOENT if the folder above exists, but cannot hold another one
 */
export function makeFolder(path: string, mode: number): void {
  const parent = dirname(path);
  try {
    mkdirSync(path, { mode });
    return;
  } catch (error) {
    if (isFolder(path)) return;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path || isFolder(parent)) throw error;
  }
  makeFolder(parent, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another process may have created it in the meantime.
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
