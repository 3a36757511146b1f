import { DataFolderError, dataFolderError, FolderInUseError } from '@switchyard/runtime';
import { DataPlaneFolder } from './data-plane-folder';
import type { JournalLog } from './journal-health';
import type { StoredTable } from './stored-table';
import { TableJournal } from './table-journal';

/** What a data plane keeps from one start to the next. */
export interface KeptTable {
  readonly folder: DataPlaneFolder;
  readonly journal: TableJournal;
  /** The table at the start; null for none. */
  readonly stored: StoredTable | null;
  close(): Promise<void>;
}

/**
 * Opens a data plane's folder and the routing table in it. A folder that cannot be used does not keep a data plane from serving:
 * it then runs without one, and the log says so.
 *
 * @returns why the folder cannot be used, if it cannot
 * @throws FolderInUseError if another program has the folder
 */
export async function openKeptTable(path: string, log: JournalLog): Promise<KeptTable | string> {
  let folder: DataPlaneFolder | null = null;
  try {
    folder = DataPlaneFolder.open(path);
    const opened = folder;
    const { journal, stored } = await TableJournal.open(folder.tableFile, { log });
    return {
      folder,
      journal,
      stored,
      async close() {
        // A disk that hangs would hold this too. The lock ends with the process.
        if (await journal.close()) opened.release();
      },
    };
  } catch (error) {
    folder?.release();
    if (error instanceof FolderInUseError) throw error;
    const explained = dataFolderError(path, error);
    const reason =
      explained instanceof DataFolderError
        ? explained.message
        : `Cannot use the data folder ${path}: ${explained.message}.`;
    log.error(`${reason} Until then this data plane keeps nothing: it cannot start while NATS is away.`);
    return reason;
  }
}
