import { realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { fileFault } from '../failure';
import { isSecretOfDataFolder } from '../settings';
import { MissingSource } from './source';

/** Where Linux shows the variables of processes. */
const PROCESSES = '/proc';

/** What the files that a manifest refers to are found by, besides its own folder. */
export interface FileRules {
  /** Other folders that files may be in, absolute. */
  readonly allowedFolders: readonly string[];
  /** Files with this program's own secrets, absolute: never read, wherever they are and whatever links to them. */
  readonly ownSecrets: readonly string[];
}

/**
 * Which files a manifest may refer to: those below its own folder and below the folders that `--allow-files` names. A
 * manifest is often written by somebody else than the one who applies it, and would otherwise send any file of this machine.
 * Nor may it refer to this program's own tokens: in a name, everybody who may read names would have them.
 */
export class FileAccess {
  readonly #folder: string;
  readonly #allowed: readonly string[];
  readonly #ownSecrets: readonly string[];

  /** @param folder where relative paths start */
  constructor(folder: string, { allowedFolders, ownSecrets }: FileRules) {
    this.#folder = folder;
    this.#allowed = [folder, ...allowedFolders];
    this.#ownSecrets = ownSecrets;
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
    if (await this.#hasOwnSecret(file)) {
      throw new MissingSource(`the file ${given} holds a secret of Switchyard itself: a manifest cannot refer to it`);
    }
    for (const folder of this.#allowed) {
      const real = await realpath(folder).catch(() => folder);
      if (isBelow(file, real)) return file;
    }
    throw new MissingSource(
      `the file ${given} is outside the manifest's folder: to allow it, pass its folder with --allow-files`,
    );
  }

  async #hasOwnSecret(file: string): Promise<boolean> {
    if (isBelow(file, PROCESSES) || isSecretOfDataFolder(file)) return true;
    const identity = await identityOf(file);
    for (const secret of this.#ownSecrets)
      if (identity !== null && (await identityOf(secret)) === identity) return true;
    return false;
  }
}

function isBelow(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

/** The same for all paths and links of a file; null if it cannot be found. */
async function identityOf(file: string): Promise<string | null> {
  try {
    const { dev, ino } = await stat(file, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    return null;
  }
}
