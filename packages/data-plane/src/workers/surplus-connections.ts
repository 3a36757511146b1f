/** So that consumers open few connections anew at a time. */
const SURPLUS_MAX = 50;
/** A worker may have so many more than the mean: chance alone makes differences. */
const TOLERATED_SHARE = 0.1;
const TOLERATED = 2;

/**
 * How many connections each worker should end, each after an answer, so that consumers open them anew at any worker. The system
 * gives a connection to the worker that is first to accept it, and a worker that took the place of another begins without any.
 *
 * @param connections how many each worker has
 */
export function surplusConnections(connections: readonly number[]): readonly number[] {
  const mean = connections.reduce((sum, count) => sum + count, 0) / connections.length;
  const tolerated = Math.max(TOLERATED, TOLERATED_SHARE * mean);
  // Half of them: those that come back are spread by chance again.
  return connections.map((count) =>
    count - mean <= tolerated ? 0 : Math.min(Math.ceil((count - mean) / 2), SURPLUS_MAX),
  );
}
