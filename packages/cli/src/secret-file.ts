import { type FileHandle, open, rm } from 'node:fs/promises';
import { CliFailure, fileFault } from './failure';

const OWNER_ONLY = 0o600;

/** A new file that only its owner may read. */
export class SecretFile {
  readonly #path: string;
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /** @throws CliFailure if the file exists: it may contain the only copy of another secret */
  static async create(path: string, outcome: string): Promise<SecretFile> {
    const handle = await open(path, 'wx', OWNER_ONLY).catch((error: unknown) => {
      throw new CliFailure('usage', `Cannot create ${path}: ${fileFault(error)}. ${outcome}`);
    });
    return new SecretFile(path, handle);
  }

  /** Writes one secret per line. */
  async write(...secrets: readonly string[]): Promise<void> {
    await this.#handle.writeFile(secrets.map((secret) => `${secret}\n`).join(''));
    await this.#handle.close();
  }

  async discard(): Promise<void> {
    await this.#handle.close();
    await rm(this.#path, { force: true });
  }
}
