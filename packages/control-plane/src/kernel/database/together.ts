/** Postgres answers this to whatever follows a failed statement in its transaction. */
const IN_FAILED_TRANSACTION = '25P02';

/**
 * Waits for statements that were sent without waiting for each other's answers: Postgres executes them in the order in which
 * they were sent. If one fails, the others still end first, so that none is sent after the transaction is rolled back.
 *
 * @throws the error of the first one in the list that failed by itself, rather than because another one had failed before
 */
export async function together<const Running extends readonly Promise<unknown>[]>(
  running: Running,
): Promise<{ -readonly [Index in keyof Running]: Awaited<Running[Index]> }> {
  const outcomes = await Promise.allSettled(running);
  await running[outcomes.findIndex(isCause)];
  return Promise.all(running);
}

function isCause(outcome: PromiseSettledResult<unknown>): boolean {
  if (outcome.status === 'fulfilled') return false;
  const { reason }: { readonly reason: unknown } = outcome;
  return !(reason instanceof Error) || Reflect.get(reason, 'code') !== IN_FAILED_TRANSACTION;
}
