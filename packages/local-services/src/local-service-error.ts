import { DataFolderError, dataFolderError, FULL_DISK, PERMISSION_DENIED, READ_ONLY } from '@switchyard/runtime';

/** A local server could not start or has ended. The message is one line that says what to do; the cause has its output. */
export class LocalServiceError extends Error {
  override readonly name = 'LocalServiceError';
}

/** Why a server cannot use its folder, by what servers write. */
const WRITTEN_REASONS: readonly [RegExp, string][] = [
  [/No space left on device|Disk quota exceeded|File too large|Check free disk space/, FULL_DISK],
  [/Permission denied|Operation not permitted/, PERMISSION_DENIED],
  [/Read-only file system/, READ_ONLY],
];

/** Explains why a server's folder cannot be used, in one line. Returns other errors unchanged. */
export function storeError(folder: string, error: unknown): Error {
  const explained = dataFolderError(folder, error);
  return explained instanceof DataFolderError ? new LocalServiceError(explained.message, { cause: error }) : explained;
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
