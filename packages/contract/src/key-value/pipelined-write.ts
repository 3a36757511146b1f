/** How many writes may be in flight: enough to keep the server busy, few enough to bound what is lost. */
const WRITES_IN_FLIGHT_MAX = 512;

/**
 * Once only this many are in flight, the next ones are sent in a batch: sent singly, each would be a separate packet. A batch
 * is sent in one turn of the event loop, and 128 writes take about 5 ms.
 */
const WRITES_IN_FLIGHT_LEAST = 384;

/**
 * Writes in order with many in flight. After a failure no more are started; rejects with the failure of the earliest
 * write that failed, once all started writes have ended.
 */
export async function writePipelined<T>(
  writes: readonly T[],
  write: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let failure: { index: number; error: unknown } | null = null;
  const hasFailed = () => failure !== null;
  let inFlight = 0;
  let roomAgain = Promise.withResolvers<void>();
  let wanted = 0;
  const ended = () => {
    inFlight -= 1;
    if (inFlight <= wanted) roomAgain.resolve();
  };
  const failed = (index: number, error: unknown) => {
    if (failure === null || index < failure.index) failure = { index, error };
  };
  const fallTo = async (most: number) => {
    if (inFlight <= most) return;
    wanted = most;
    roomAgain = Promise.withResolvers();
    await roomAgain.promise;
  };
  for (const [index, item] of writes.entries()) {
    if (inFlight === WRITES_IN_FLIGHT_MAX) await fallTo(WRITES_IN_FLIGHT_LEAST);
    if (hasFailed()) break;
    inFlight += 1;
    write(item, index)
      .catch((error: unknown) => failed(index, error))
      .finally(ended);
  }
  await fallTo(0);
  if (failure !== null) throw (failure as { error: unknown }).error;
}
