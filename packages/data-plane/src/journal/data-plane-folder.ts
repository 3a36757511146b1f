import { dataFolderError, openLockedFolder, readPrivateFile, writePrivateFile } from '@switchyard/runtime';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';

const ID_FILE = 'id';
const TABLE_FILE = 'routing-table';
const USAGE_FOLDER = 'usage';

/**
 * The folder with what must survive a restart of a data plane: its id and its routing table. Only its owner can read it, and
 * one program at a time uses it.
 */
export class DataPlaneFolder {
  readonly path: string;
  /** The same after each start. */
  readonly id: string;
  readonly #release: () => void;

  private constructor(path: string, id: string, release: () => void) {
    this.path = path;
    this.id = id;
    this.#release = release;
  }

  /**
   * Opens the folder, or creates it, and locks it until `release()` or the end of the process.
   *
   * @throws FolderInUseError if another program has it; DataFolderError, in one line, if it cannot be used
   */
  static open(given: string): DataPlaneFolder {
    const { path, lock } = openLockedFolder(given);
    try {
      return new DataPlaneFolder(path, keptId(path), () => lock.release());
    } catch (error) {
      lock.release();
      throw dataFolderError(path, error);
    }
  }

  /** Where the routing table is kept. */
  get tableFile(): string {
    return join(this.path, TABLE_FILE);
  }

  /** Where usage waits until the queue has it. */
  get usageFolder(): string {
    return join(this.path, USAGE_FOLDER);
  }

  release(): void {
    this.#release();
  }
}

/** The id in the folder; a new one if it has none, or none that can be read. */
function keptId(folder: string): string {
  const file = join(folder, ID_FILE);
  const { data: kept } = z.uuid().safeParse(readPrivateFile(file)?.trim());
  if (kept !== undefined) return kept;
  const id = randomUUID();
  writePrivateFile(file, `${id}\n`);
  return id;
}
