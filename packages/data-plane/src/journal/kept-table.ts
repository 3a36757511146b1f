import { DataFolderError, dataFolderError, FolderInUseError } from '@switchyard/runtime';
import { DataPlaneFolder } from './data-plane-folder';
import type { JournalLog } from './journal-health';
import type { StoredTable } from './stored-table';
import { TableJournal } from './table-journal';
import { SilentDisk, whileDiskAnswers } from './while-disk-answers';

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
 * @param diskWaitMs how long the disk may take for one answer
 * @returns why the folder cannot be used, if it cannot
 * @throws FolderInUseError if another program has the folder
 */
export async function openKeptTable(path: string, log: JournalLog, diskWaitMs?: number): Promise<KeptTable | string> {
  let folder: DataPlaneFolder | null = null;
  try {
    folder = DataPlaneFolder.open(path);
    const opened = folder;
    const { journal, stored } = await openJournal(folder, log, diskWaitMs);
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
    if (!(error instanceof SilentDisk)) folder?.release();
    if (error instanceof FolderInUseError) throw error;
    const reason = describe(path, error);
    log.error(`${reason} Until then this data plane keeps nothing: it cannot start while NATS is away.`);
    return reason;
  }
}

/** @throws SilentDisk; the folder is then released once the disk answers. Otherwise the file system's error */
async function openJournal(
  folder: DataPlaneFolder,
  log: JournalLog,
  diskWaitMs: number | undefined,
): ReturnType<typeof TableJournal.open> {
  let isLate = false;
  const open = async (onAnswer: () => void) => {
    try {
      const opened = await TableJournal.open(folder.tableFile, { log, onAnswer });
      if (isLate && (await opened.journal.close())) folder.release();
      return opened;
    } catch (error) {
      if (isLate) folder.release();
      throw error;
    }
  };
  try {
    return await whileDiskAnswers(open, diskWaitMs);
  } catch (error) {
    isLate = error instanceof SilentDisk;
    throw error;
  }
}

function describe(path: string, error: unknown): string {
  const explained = dataFolderError(path, error);
  if (explained instanceof DataFolderError) return explained.message;
  const advice = error instanceof SilentDisk ? ' Check the disk, and restart this data plane.' : '';
  return `Cannot use the data folder ${path}: ${explained.message}.${advice}`;
}
