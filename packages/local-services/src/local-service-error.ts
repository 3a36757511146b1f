/** A local server could not start or has ended. The message is one line that says what to do; the cause has its output. */
export class LocalServiceError extends Error {
  override readonly name = 'LocalServiceError';
}

const FULL_DISK = "the disk is full, or this user's quota is. Free some space and start again";
const CLOSED = `permission denied. Start as the user who owns it, or use another data folder`;

/** Explains the operating system's error codes to the user of a data folder. */
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

/** The same errors as servers write them. */
const WRITTEN_REASONS: readonly [RegExp, string][] = [
  [/No space left on device|Disk quota exceeded|File too large|Check free disk space/, FULL_DISK],
  [/Permission denied|Operation not permitted/, CLOSED],
  [/Read-only file system/, REASONS['EROFS'] ?? ''],
];

/** Explains a file system error in one line. Returns other errors unchanged. */
export function storeError(folder: string, error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = REASONS[code ?? ''];
  if (reason !== undefined)
    return new LocalServiceError(`Cannot use the data folder ${folder}: ${reason}.`, { cause: error });
  return error instanceof Error ? error : new Error(message, { cause: error });
}

/** Finds in a server's output why it cannot use its folder; null if the folder is not the cause. */
export function storeReasonIn(output: string): string | null {
  return WRITTEN_REASONS.find(([pattern]) => pattern.test(output))?.[1] ?? null;
}

/** The line of a server's output that says why it ended, without the timestamp. */
export function lastErrorIn(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('(ended'));
  const line = lines.findLast((line) => /\b(FATAL|PANIC|error):|\[FTL\]/.test(line)) ?? lines.at(-1) ?? 'nothing';
  return line.replace(/^.*?(?=FATAL:|PANIC:|\[FTL\])/, '').trim();
}
