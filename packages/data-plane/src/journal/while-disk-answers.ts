/** How long a start waits for the disk. */
export const DISK_WAIT_MS = 30_000;

const MS_PER_SECOND = 1_000;

/** The disk does not answer. What it was asked may still be done later. */
export class SilentDisk extends Error {
  override readonly name = 'SilentDisk';
  constructor(waitMs: number) {
    super(`the disk has not answered for ${waitMs / MS_PER_SECOND} s`);
  }
}

/**
 * Waits for work that needs the disk, for as long as that answers: no error tells that it hangs.
 *
 * @param work calls back whenever the disk has answered, if it asks more than once
 * @throws SilentDisk, or what the work throws
 */
export async function whileDiskAnswers<T>(
  work: (onAnswer: () => void) => Promise<T>,
  waitMs = DISK_WAIT_MS,
): Promise<T> {
  const { promise: silence, reject } = Promise.withResolvers<never>();
  // The work itself keeps the process alive.
  const timer = setTimeout(() => reject(new SilentDisk(waitMs)), waitMs).unref();
  try {
    return await Promise.race([work(() => timer.refresh()), silence]);
  } finally {
    clearTimeout(timer);
  }
}
