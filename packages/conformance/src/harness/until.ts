const POLL_MS = 20;

/** Asks again and again until the answer is not null; fails when that takes longer than the deadline. */
export async function until<T>(what: string, ask: () => Promise<T | null> | T | null, deadlineMs = 15_000): Promise<T> {
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
