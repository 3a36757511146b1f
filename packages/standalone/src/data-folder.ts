import { lockFolder, storeError } from '@switchyard/local-services';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readPrivateFile, writePrivateFile } from './private-file';
import type { Secrets } from './settings';

const SEALING_KEY_BYTES = 32;
const ADMIN_TOKEN_BYTES = 32;

/** Where the program keeps what is to be there at its next start. It is this process's alone until `release()`. */
export class DataFolder {
  readonly path: string;
  readonly #release: () => void;

  private constructor(path: string, release: () => void) {
    this.path = path;
    this.#release = release;
  }

  /** Opens the folder, or makes it. @throws LocalServiceError in one line where it is in use or closed to this user */
  static open(given: string): DataFolder {
    const path = resolve(given);
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw storeError(path, error);
    }
    const lock = lockFolder(path);
    return new DataFolder(path, () => lock.release());
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** The secrets that the environment gives, and for the others those that were once generated into the folder. */
  secrets(given: Partial<Secrets>): Secrets {
    return {
      adminToken: given.adminToken ?? this.#kept('admin-token', ADMIN_TOKEN_BYTES, 'base64url'),
      sealingKey: given.sealingKey ?? this.#kept('sealing-key', SEALING_KEY_BYTES, 'base64'),
    };
  }

  release(): void {
    this.#release();
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
      throw storeError(this.path, error);
    }
  }
}
