import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits so many milliseconds; resolves at once when the signal is aborted, before or meanwhile.
 *
 * @param ref whether the wait keeps the process alive
 */
export async function pause(ms: number, signal?: AbortSignal, { ref = true } = {}): Promise<void> {
  await delay(ms, undefined, { signal, ref }).catch(() => undefined);
}
