const DEADLINE_MS = 20_000;
const POLL_MS = 5;

/** Waits for what is to come to be; fails with what was waited for where it does not. */
export async function until(condition: () => boolean | Promise<boolean>, what = 'what was waited for'): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`in vain for ${DEADLINE_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
