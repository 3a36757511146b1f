import { realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { fileFault } from '../failure';
import { MissingSource } from './source';

/**
 * Which files a manifest may refer to: those below its own folder and below the folders that `--allow-files` names. A
 * manifest is often written by somebody else than the one who applies it, and would otherwise send any file of this machine.
 */
export class FileAccess {
  readonly #folder: string;
  readonly #allowed: readonly string[];

  /**
   * @param folder where relative paths start
   * @param allowed other folders, absolute
   */
  constructor(folder: string, allowed: readonly string[]) {
    this.#folder = folder;
    this.#allowed = [folder, ...allowed];
  }

  /**
   * The file of a path, with its links followed.
   *
   * @throws MissingSource if there is no such file, or if the manifest may not refer to it
   */
  async fileAt(path: string): Promise<string> {
    const given = resolve(this.#folder, path);
    const file = await realpath(given).catch((error: unknown) => {
      throw new MissingSource(`cannot read the file ${given}: ${fileFault(error)}`);
    });
    for (const folder of this.#allowed) {
      const real = await realpath(folder).catch(() => folder);
      if (file.startsWith(real.endsWith(sep) ? real : `${real}${sep}`)) return file;
    }
    throw new MissingSource(
      `the file ${given} is outside the manifest's folder: to allow it, pass its folder with --allow-files`,
    );
  }
}
