import { accessSync, closeSync, constants, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { DataFolderError, dataFolderError, FolderInUseError } from './data-folder-error';
import { keepsNoFiles } from './keeps-no-files';
import { makeFolder } from './make-folder';

const LOCK_FILE = 'lock';
const HOLDER_FILE = 'lock-holder';
/** SQLite's SQLITE_BUSY: another process holds the lock. */
const SQLITE_BUSY = 5;
const OWNER_ONLY = 0o700;

/**
 * Opens a folder for this process alone, or creates it for its owner alone.
 *
 * @returns its absolute path, and its lock
 * @throws FolderInUseError in one line if another process has it, DataFolderError if it cannot be used
 */
export function openLockedFolder(given: string): { readonly path: string; readonly lock: FolderLock } {
  const path = resolve(given);
  if (keepsNoFiles(path)) {
    const reason = 'the operating system keeps no files there. Use another data folder';
    throw new DataFolderError(`Cannot use the data folder ${path}: ${reason}.`);
  }
  try {
    makeFolder(path, OWNER_ONLY);
  } catch (error) {
    throw dataFolderError(path, error);
  }
  return { path, lock: lockFolder(path) };
}

/** A folder that only this process uses. */
export interface FolderLock {
  release(): void;
}

/**
 * Locks a folder for this process until `release()` or the end of the process. The operating system holds the lock, so even
 * a killed process leaves no stale one. Node has no file locks, so this uses SQLite's, on an empty database that is never
 * written to.
 *
 * @throws FolderInUseError in one line if another process holds the lock, DataFolderError if the folder is not writable
 */
export function lockFolder(folder: string): FolderLock {
  const file = join(folder, LOCK_FILE);
  try {
    createIfMissing(file);
    const database = lockFile(file);
    if (database !== null) {
      noteHolder(folder);
      return { release: () => void (database.isOpen && database.close()) };
    }
  } catch (error) {
    throw dataFolderError(folder, error);
  }
  throw new FolderInUseError(
    `The data folder ${folder} is in use${describeHolder(folder)}. Stop that program, or use another data folder.`,
  );
}

/** Creates the file before SQLite would create it readable to everyone. */
function createIfMissing(file: string): void {
  try {
    closeSync(openSync(file, 'ax', 0o600));
  } catch (error) {
    // Do not open an existing file: closing it again would release a lock that this process holds on it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    accessSync(file, constants.R_OK | constants.W_OK);
  }
}

/** Locks the file; null if another process holds the lock. */
function lockFile(file: string): DatabaseSync | null {
  // Loaded only here, because few programs lock a folder.
  const sqlite = process.getBuiltinModule('node:sqlite');
  const database = new sqlite.DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return null;
    throw error;
  }
}

/** Only for the error message of a second process; the lock does not depend on it. */
function noteHolder(folder: string): void {
  try {
    const startedAt = new Date(Date.now() - process.uptime() * 1_000).toISOString();
    writeFileSync(join(folder, HOLDER_FILE), `${process.pid} ${startedAt}\n`, { mode: 0o600 });
  } catch {
    // On a full disk, the message lacks the process id.
  }
}

const HOLDER = /^(\d+) (\S+)\n$/;

function describeHolder(folder: string): string {
  try {
    const [, pid, startedAt] = HOLDER.exec(readFileSync(join(folder, HOLDER_FILE), 'utf8')) ?? [];
    return pid === undefined ? '' : ` by process ${pid}, which started at ${startedAt}`;
  } catch {
    return '';
  }
}
