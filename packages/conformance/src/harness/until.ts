const POLL_MS = 20;
/** Against what never comes to be; a slow and busy machine is given time. */
const DEADLINE_MS = 60_000;

/** Asks again and again until the answer is not null; fails when that takes longer than the deadline. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null> | T | null,
  deadlineMs = DEADLINE_MS,
): Promise<T> {
  const endMs = Date.now() + deadlineMs;
  let lastError: unknown = null;
  while (Date.now() < endMs) {
    try {
      const answer = await ask();
      if (answer !== null) return answer;
    } catch (error) {
      lastError = error;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const detail = lastError instanceof Error ? `: ${lastError.message}` : '';
  throw new Error(`timed out after ${deadlineMs} ms waiting until ${what}${detail}`);
}
