import { pause } from '@switchyard/runtime';
import { once } from 'node:events';

/** For what ends by itself once it was told to. */
const END_MS_MAX = 2_000;

/** Waits for something that should end when the signal is aborted, but not for long: a disk that hangs tells nothing. @throws the signal's reason */
export async function unlessAborted<T>(
  waiting: Promise<T>,
  signal: AbortSignal | undefined,
  endMsMax = END_MS_MAX,
): Promise<T> {
  if (signal === undefined) return waiting;
  const ended = new AbortController();
  const aborted = async () => {
    if (!signal.aborted) await once(signal, 'abort', { signal: ended.signal });
    await pause(endMsMax, ended.signal);
    signal.throwIfAborted();
    return waiting;
  };
  try {
    return await Promise.race([waiting, aborted()]);
  } finally {
    ended.abort();
  }
}
