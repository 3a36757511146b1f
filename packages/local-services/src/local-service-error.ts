/**
 * Why a server of one's own cannot be had, or has ended: one line that says what to do. What the server itself wrote is
 * the cause's message.
 */
export class LocalServiceError extends Error {
  override readonly name = 'LocalServiceError';
}

const FULL_DISK = 'there is no room left on its disk (or this user may not write more): make room and start again';
const CLOSED = `this user may not read and write it: start as the user to whom it belongs, or give another data folder`;

/** What the operating system's refusals mean to somebody who wants to keep a store in a folder. */
const REASONS: Record<string, string> = {
  ENOSPC: FULL_DISK,
  EDQUOT: FULL_DISK,
  EFBIG: FULL_DISK,
  EACCES: CLOSED,
  EPERM: CLOSED,
  EROFS: 'its disk can only be read: give another data folder',
  ENOTDIR: 'something on its path is no folder: give another data folder',
  EEXIST: 'something that is no folder has its name: give another data folder',
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
    return new LocalServiceError(`The folder ${folder} cannot be used: ${reason}.`, { cause: error });
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
