import { pause } from './pause';

/** Long enough for a slow and busy machine. */
const WITHIN_MS = 60_000;
const EVERY_MS = 10;

export interface UntilOptions {
  readonly withinMs?: number;
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
  { withinMs = WITHIN_MS, everyMs = EVERY_MS }: UntilOptions = {},
): Promise<Exclude<T, null | undefined | false>> {
  const deadlineMs = performance.now() + withinMs;
  for (;;) {
    let cause: unknown;
    try {
      const answer = await ask();
      if (isAnswer(answer)) return answer;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= deadlineMs) {
      const detail = cause instanceof Error ? `: ${cause.message}` : '';
      throw new Error(`timed out after ${withinMs} ms waiting until ${what}${detail}`, { cause });
    }
    await pause(everyMs);
  }
}

function isAnswer<T>(answer: T): answer is Exclude<T, null | undefined | false> {
  return answer !== null && answer !== undefined && answer !== false;
}
