/**
 * Why a server of one's own cannot be had, or has ended: one line that says what to do. What the server itself wrote is
 * the cause's message.
 */
export class LocalServiceError extends Error {
  override readonly name = 'LocalServiceError';
}

const FULL_DISK = 'the disk or the quota of this user is full. Free some space and start again';
const CLOSED = `permission denied. Start as the user who owns it, or use another data folder`;

/** What the operating system's refusals mean to somebody who wants to keep a store in a folder. */
const REASONS: Record<string, string> = {
  ENOSPC: FULL_DISK,
  EDQUOT: FULL_DISK,
  EFBIG: FULL_DISK,
  EACCES: CLOSED,
  EPERM: CLOSED,
  EROFS: 'its file system is read-only. Use another data folder',
  ENOTDIR: 'a part of its path is not a directory. Use another data folder',
  EEXIST: 'it exists and is not a directory. Use another data folder',
};

/** The same refusals where a server wrote them into its output. */
const WRITTEN_REASONS: readonly [RegExp, string][] = [
  [/No space left on device|Disk quota exceeded|File too large|Check free disk space/, FULL_DISK],
  [/Permission denied|Operation not permitted/, CLOSED],
  [/Read-only file system/, REASONS['EROFS'] ?? ''],
];

/** Turns a refusal of the file system into one line; any other error is given back as it is. */
export function storeError(folder: string, error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = REASONS[code ?? ''];
  if (reason !== undefined)
    return new LocalServiceError(`Cannot use the data folder ${folder}: ${reason}.`, { cause: error });
  return error instanceof Error ? error : new Error(message, { cause: error });
}

/** What a server's output says of its folder; null where it is not the folder's fault. */
export function storeReasonIn(output: string): string | null {
  return WRITTEN_REASONS.find(([pattern]) => pattern.test(output))?.[1] ?? null;
}

/** The line by which a server said why it ended, without its timestamp. */
export function lastWordsIn(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('(ended'));
  const telling = lines.findLast((line) => /\b(FATAL|PANIC|error):|\[FTL\]/.test(line)) ?? lines.at(-1) ?? 'nothing';
  return telling.replace(/^.*?(?=FATAL:|PANIC:|\[FTL\])/, '').trim();
}
