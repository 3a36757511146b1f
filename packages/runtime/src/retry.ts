import { pause } from './pause';

/** The part of a pino logger that is used here. */
export interface RetryLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** How long to wait between two attempts: the wait doubles with each failure in a row, from the first to the longest. */
export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

export interface RetryOptions {
  /** Completes the sentence "cannot …": `connect to NATS`. */
  readonly what: string;
  readonly backoff: Backoff;
  /** Failures in a row, the last of which is thrown; Infinity to go on until the signal is aborted. */
  readonly failuresMax: number;
  readonly signal?: AbortSignal;
  /** Whether an error may go away; every error may unless given. */
  readonly isRetryable?: (error: unknown) => boolean;
  /** Registers a callback that ends a wait, for when an attempt is likely to succeed now. Returns what unregisters it. */
  readonly wakeOn?: (callback: () => void) => () => void;
  /** Told of the first failure in a row, and of the success that ends it. */
  readonly log?: RetryLog;
  /** Resolves after so many milliseconds, or when the signal is aborted. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** 0 to 1. */
  readonly random?: () => number;
}

/** For attempts that last, such as one that holds a connection. */
export interface Attempt {
  /** Says that it has succeeded already: should it fail later, the waits begin anew, and the log is told anew. */
  readonly succeeded: () => void;
}

/**
 * Attempts something until it succeeds. Each wait has jitter, between half of it and all, so that programs that lost the
 * same server do not come back to it together.
 *
 * @throws the error of the last attempt, where it cannot be retried or is one too many; the signal's reason once it is
 *   aborted
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
