/**
 * Waits for statements that were sent without waiting for each other's answers: Postgres executes them in the order in which
 * they were sent. If one fails, the others still end first, so that none is sent after the transaction is rolled back.
 *
 * @throws the error of the first one in the list that failed
 */
export async function together<const Running extends readonly Promise<unknown>[]>(
  running: Running,
): Promise<{ -readonly [Index in keyof Running]: Awaited<Running[Index]> }> {
  await Promise.allSettled(running);
  return Promise.all(running);
}
