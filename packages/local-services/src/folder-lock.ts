import { accessSync, closeSync, constants, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LocalServiceError, storeError } from './local-service-error';

const LOCK_FILE = 'lock';
const HOLDER_FILE = 'lock-holder';
/** SQLite's SQLITE_BUSY: somebody else has the lock. */
const SQLITE_BUSY = 5;

/** A folder that only this process uses. */
export interface FolderLock {
  release(): void;
}

/**
 * Makes a folder this process's alone until `release()` or the end of the process, whichever way it ends: the operating
 * system keeps the lock, so a killed process leaves no stale one behind. Node itself offers no such lock; the empty
 * database's is used for it, and nothing is ever written to it.
 *
 * @throws LocalServiceError in one line where another process has it, or the folder cannot be written to
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

/** Makes the file before SQLite would make it readable to everybody. */
function makeOnce(file: string): void {
  try {
    closeSync(openSync(file, 'ax', 0o600));
  } catch (error) {
    // One that is there is not opened here: closing it again would give up a lock that this process has on it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    accessSync(file, constants.R_OK | constants.W_OK);
  }
}

/** The locked file; null where somebody else has the lock. */
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

/** Only for the message that a second process shows: the lock does not depend on it. */
function noteHolder(folder: string): void {
  try {
    writeFileSync(join(folder, HOLDER_FILE), `${process.pid}\n`, { mode: 0o600 });
  } catch {
    // On a full disk the message will lack the process id.
  }
}

function describeHolder(folder: string): string {
  try {
    return ` by process ${Number.parseInt(readFileSync(join(folder, HOLDER_FILE), 'utf8'), 10)}`;
  } catch {
    return '';
  }
}
