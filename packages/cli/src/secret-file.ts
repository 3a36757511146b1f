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

  async write(secret: string): Promise<void> {
    await this.#handle.writeFile(`${secret}\n`);
    await this.#handle.close();
  }

  async discard(): Promise<void> {
    await this.#handle.close();
    await rm(this.#path, { force: true });
  }
}
