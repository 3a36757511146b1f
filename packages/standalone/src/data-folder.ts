import { dataFolderError, openLockedFolder, readPrivateFile, writePrivateFile } from '@switchyard/runtime';
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Secrets } from './settings';
import { StartFailure } from './start-failure';

const SEALING_KEY_BYTES = 32;
const ADMIN_TOKEN_BYTES = 32;
/** The embedded Postgres's database, once it is initialised. */
const DATABASE = 'postgres/data';

/** The folder for everything that must survive a restart. It is locked for this process until `release()`. */
export class DataFolder {
  readonly path: string;
  readonly #release: () => void;

  private constructor(path: string, release: () => void) {
    this.path = path;
    this.#release = release;
  }

  /** Opens or creates the folder. @throws DataFolderError in one line if it is in use or not accessible */
  static open(given: string): DataFolder {
    const { path, lock } = openLockedFolder(given);
    return new DataFolder(path, () => lock.release());
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /**
   * Returns the given secrets; any other is read from the folder, or generated into it.
   *
   * @param embeddedDatabase whether the folder's own database is used
   * @throws StartFailure if that database exists but its sealing key is missing
   */
  secrets(given: Partial<Secrets>, embeddedDatabase: boolean): Secrets {
    if (embeddedDatabase && given.sealingKey === undefined) this.#requireKeyOfDatabase();
    return {
      adminToken: given.adminToken ?? this.#kept('admin-token', ADMIN_TOKEN_BYTES, 'base64url'),
      sealingKey: given.sealingKey ?? this.#kept('sealing-key', SEALING_KEY_BYTES, 'base64'),
    };
  }

  release(): void {
    this.#release();
  }

  /** A new key could not open the credentials in the database, so no request could be served. */
  #requireKeyOfDatabase(): void {
    const key = this.file('sealing-key');
    if (this.#has('sealing-key') || !this.#has(DATABASE)) return;
    throw new StartFailure(
      `${key} is missing, but the credentials in the database can only be read with that key. Restore the file, set ` +
        'SWITCHYARD_SEALING_KEY to the key, or start afresh by setting SWITCHYARD_DATA_DIR to a new folder.',
    );
  }

  #has(name: string): boolean {
    try {
      return statSync(this.file(name), { throwIfNoEntry: false }) !== undefined;
    } catch (error) {
      throw dataFolderError(this.path, error);
    }
  }

  #kept(name: string, bytes: number, encoding: BufferEncoding): string {
    const file = this.file(name);
    try {
      const kept = readPrivateFile(file);
      if (kept !== null) return kept.trim();
      const generated = randomBytes(bytes).toString(encoding);
      writePrivateFile(file, `${generated}\n`);
      return generated;
    } catch (error) {
      throw dataFolderError(this.path, error);
    }
  }
}
