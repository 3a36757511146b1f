/**
 * Why a local server did not start, or exited: one line that says what to do. The server's output is the cause's message.
 */
export class LocalServiceError extends Error {
  override readonly name = 'LocalServiceError';
}

const FULL_DISK = "the disk is full, or this user's quota is. Free some space and start again";
const CLOSED = `permission denied. Start as the user who owns it, or use another data folder`;

/** What the operating system's error codes mean for a store in a folder. */
const REASONS: Record<string, string> = {
  ENOSPC: FULL_DISK,
  EDQUOT: FULL_DISK,
  EFBIG: FULL_DISK,
  EACCES: CLOSED,
  EPERM: CLOSED,
  EROFS: 'its file system is read-only. Use another data folder',
  ENOTDIR: 'part of its path is not a directory. Use another data folder',
  EEXIST: 'it exists and is not a directory. Use another data folder',
};

/** The same reasons in a server's output. */
const WRITTEN_REASONS: readonly [RegExp, string][] = [
  [/No space left on device|Disk quota exceeded|File too large|Check free disk space/, FULL_DISK],
  [/Permission denied|Operation not permitted/, CLOSED],
  [/Read-only file system/, REASONS['EROFS'] ?? ''],
];

/** Turns an error of the file system into one line; returns any other error unchanged. */
export function storeError(folder: string, error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = REASONS[code ?? ''];
  if (reason !== undefined)
    return new LocalServiceError(`Cannot use the data folder ${folder}: ${reason}.`, { cause: error });
  return error instanceof Error ? error : new Error(message, { cause: error });
}

/** What a server's output says is wrong with its folder; null if the folder is not the cause. */
export function storeReasonIn(output: string): string | null {
  return WRITTEN_REASONS.find(([pattern]) => pattern.test(output))?.[1] ?? null;
}

/** The line that says why a server exited, without its timestamp. */
export function lastWordsIn(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('(ended'));
  const telling = lines.findLast((line) => /\b(FATAL|PANIC|error):|\[FTL\]/.test(line)) ?? lines.at(-1) ?? 'nothing';
  return telling.replace(/^.*?(?=FATAL:|PANIC:|\[FTL\])/, '').trim();
}
