import { pause } from './pause';

/** Long enough for a slow and busy machine. */
const WITHIN_MS = 240_000;
const EVERY_MS = 10;
/** After a longer wait, to ask takes more of the machine than it is worth; a transient answer is seen nevertheless. */
const EVERY_MS_MAX = 50;
const PART_OF_WAIT = 0.1;

export interface UntilOptions {
  readonly withinMs?: number;
  /** The time between two questions; by default 10 ms at first, then a tenth of the time waited, and 50 ms at most. */
  readonly everyMs?: number;
}

/**
 * Asks repeatedly until the answer is something other than null, undefined or false. An error counts as no answer.
 *
 * @param what completes the sentence "waiting until …"
 * @throws Error that says what it waited for and how the last question failed, when the time is up
 */
export async function until<T>(
  ask: () => T | Promise<T>,
  what: string,
  { withinMs = WITHIN_MS, everyMs }: UntilOptions = {},
): Promise<Exclude<T, null | undefined | false>> {
  const startedMs = performance.now();
  for (;;) {
    let cause: unknown;
    try {
      const answer = await ask();
      if (isAnswer(answer)) return answer;
    } catch (error) {
      cause = error;
    }
    const waitedMs = performance.now() - startedMs;
    if (waitedMs >= withinMs) {
      const detail = cause instanceof Error ? `: ${cause.message}` : '';
      throw new Error(`timed out after ${withinMs} ms waiting until ${what}${detail}`, { cause });
    }
    await pause(everyMs ?? Math.min(Math.max(EVERY_MS, waitedMs * PART_OF_WAIT), EVERY_MS_MAX));
  }
}

function isAnswer<T>(answer: T): answer is Exclude<T, null | undefined | false> {
  return answer !== null && answer !== undefined && answer !== false;
}
