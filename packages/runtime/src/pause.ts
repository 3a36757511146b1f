import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits. Resolves at once if the signal is aborted, before the wait or during it.
 *
 * @param ref whether the wait keeps the process alive
 */
export async function pause(ms: number, signal?: AbortSignal, { ref = true } = {}): Promise<void> {
  await delay(ms, undefined, { signal, ref }).catch(() => undefined);
}
