import { accessSync, closeSync, constants, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LocalServiceError, storeError } from './local-service-error';

const LOCK_FILE = 'lock';
const HOLDER_FILE = 'lock-holder';
/** SQLite's SQLITE_BUSY: another process has the lock. */
const SQLITE_BUSY = 5;

/** A folder that only this process uses. */
export interface FolderLock {
  release(): void;
}

/**
 * Locks a folder for this process until `release()` or the end of the process. The operating system holds the lock, so even
 * a killed process leaves no stale one. Node has no such lock, so this takes the one that SQLite takes on an empty database,
 * to which nothing is ever written.
 *
 * @throws LocalServiceError in one line if another process has the lock, or the folder is not writable
 */
export function lockFolder(folder: string): FolderLock {
  const file = join(folder, LOCK_FILE);
  try {
    makeOnce(file);
    const database = lockFile(file);
    if (database !== null) {
      noteHolder(folder);
      return { release: () => void (database.isOpen && database.close()) };
    }
  } catch (error) {
    throw storeError(folder, error);
  }
  throw new LocalServiceError(
    `The data folder ${folder} is in use${describeHolder(folder)}. Stop that program, or use another data folder.`,
  );
}

/** Creates the file first, because SQLite would make it readable to everybody. */
function makeOnce(file: string): void {
  try {
    closeSync(openSync(file, 'ax', 0o600));
  } catch (error) {
    // An existing file is not opened here: closing it would release this process's lock on it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    accessSync(file, constants.R_OK | constants.W_OK);
  }
}

/** The locked file; null if another process has the lock. */
function lockFile(file: string): DatabaseSync | null {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return null;
    throw error;
  }
}

/** Only for a second process's message: the lock does not depend on it. */
function noteHolder(folder: string): void {
  try {
    writeFileSync(join(folder, HOLDER_FILE), `${process.pid}\n`, { mode: 0o600 });
  } catch {
    // If the disk is full, the message lacks the process id.
  }
}

function describeHolder(folder: string): string {
  try {
    return ` by process ${Number.parseInt(readFileSync(join(folder, HOLDER_FILE), 'utf8'), 10)}`;
  } catch {
    return '';
  }
}
