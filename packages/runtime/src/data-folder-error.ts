/** A data folder cannot be used. The message is one line that says why, and what to do. */
export class DataFolderError extends Error {
  override readonly name: string = 'DataFolderError';
}

/** Another program uses the data folder. */
export class FolderInUseError extends DataFolderError {
  override readonly name = 'FolderInUseError';
}

export const FULL_DISK = "the disk is full, or this user's quota is. Free some space and start again";
export const PERMISSION_DENIED = 'permission denied. Start as the user who owns it, or use another data folder';
export const READ_ONLY = 'its file system is read-only. Use another data folder';

/** Explains the operating system's error codes to the user of a data folder. */
const REASONS: Record<string, string> = {
  ENOSPC: FULL_DISK,
  EDQUOT: FULL_DISK,
  EFBIG: FULL_DISK,
  EACCES: PERMISSION_DENIED,
  EPERM: PERMISSION_DENIED,
  EROFS: READ_ONLY,
  ENOTDIR: 'part of its path is not a directory. Use another data folder',
  EEXIST: 'it exists and is not a directory. Use another data folder',
};

/** Explains a file system error in one line (`DataFolderError`). Returns other errors unchanged. */
export function dataFolderError(folder: string, error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = REASONS[code ?? ''];
  if (reason !== undefined) {
    return new DataFolderError(`Cannot use the data folder ${folder}: ${reason}.`, { cause: error });
  }
  return error instanceof Error ? error : new Error(message, { cause: error });
}
