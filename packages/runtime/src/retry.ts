import { pause } from './pause';

/** The part of a pino logger that is used here. */
export interface RetryLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** The waits between attempts: they double with each consecutive failure, from the first to the longest. */
export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

export interface RetryOptions {
  /** Completes the sentence "cannot …": `connect to NATS`. */
  readonly what: string;
  readonly backoff: Backoff;
  /** How many consecutive failures are allowed; the last one is thrown. Infinity retries until the signal is aborted. */
  readonly failuresMax: number;
  readonly signal?: AbortSignal;
  /** Whether another attempt can succeed after this error. By default it can after any error. */
  readonly isRetryable?: (error: unknown) => boolean;
  /** Registers a callback that ends the wait early, because an attempt is now likely to succeed. Returns its removal. */
  readonly wakeOn?: (callback: () => void) => () => void;
  /** Logs the first of several consecutive failures, and the success after them. */
  readonly log?: RetryLog;
  /** Waits; resolves early when the signal is aborted. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** A random number from 0 to 1. */
  readonly random?: () => number;
}

/** For long-running attempts, such as one that holds a connection. */
export interface Attempt {
  /** Marks the attempt as successful before it ends: a later failure counts, waits and is logged as the first one. */
  readonly succeeded: () => void;
}

/**
 * Repeats an attempt until it succeeds. Jitter shortens each wait by up to half, so that programs that lost the same server
 * do not all return at the same time.
 *
 * @throws the last attempt's error if it cannot be retried or was one too many; the signal's reason once it is aborted
 */
export async function retry<T>(attempt: (attempt: Attempt) => Promise<T>, options: RetryOptions): Promise<T> {
  const { what, backoff, failuresMax, signal, isRetryable = () => true, log, random = Math.random } = options;
  let failures = 0;
  const succeeded = () => {
    if (failures > 0) log?.info({ failures }, `succeeded after failures: ${what}`);
    failures = 0;
  };
  for (;;) {
    signal?.throwIfAborted();
    try {
      const result = await attempt({ succeeded });
      succeeded();
      return result;
    } catch (error) {
      signal?.throwIfAborted();
      failures += 1;
      if (failures >= failuresMax || !isRetryable(error)) throw error;
      if (failures === 1) log?.warn({ err: error }, `cannot ${what}; retrying`);
      const waitMs = Math.min(backoff.firstMs * 2 ** (failures - 1), backoff.mostMs);
      await pauseOrWake(waitMs * (0.5 + random() / 2), options);
    }
  }
}

async function pauseOrWake(ms: number, { signal, wakeOn, pause: wait = pause }: RetryOptions): Promise<void> {
  const ending = new AbortController();
  const end = () => ending.abort();
  if (signal?.aborted) return;
  signal?.addEventListener('abort', end, { once: true });
  const forget = wakeOn?.(end);
  try {
    await wait(ms, ending.signal);
  } finally {
    forget?.();
    signal?.removeEventListener('abort', end);
  }
}
