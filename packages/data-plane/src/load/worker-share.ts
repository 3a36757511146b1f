import type { LoadLimits } from './load';

/** The limits of a data plane that its workers share. */
export interface SharedLimits extends LoadLimits {
  readonly consumerConnectionsMax: number;
  readonly socketsPerOriginMax: number;
}

/**
 * A worker's share of a limit of its data plane: all are equal, except that the first ones have one more while a remainder lasts.
 * None is less than 1, without which no worker can serve: the settings have no more workers than a limit has parts.
 *
 * @param index of the worker, from 0
 */
export function shareOf(total: number, index: number, workers: number): number {
  return Math.max(1, Math.floor(total / workers) + (index < total % workers ? 1 : 0));
}

/** The limits of one of the workers. */
export function workerLimits(limits: SharedLimits, index: number, workers: number): SharedLimits {
  const share = (total: number) => shareOf(total, index, workers);
  return {
    requestsInFlightMax: share(limits.requestsInFlightMax),
    bufferedBytesMax: share(limits.bufferedBytesMax),
    consumerConnectionsMax: share(limits.consumerConnectionsMax),
    socketsPerOriginMax: share(limits.socketsPerOriginMax),
  };
}
