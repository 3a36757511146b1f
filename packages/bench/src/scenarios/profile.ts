import type { TableSize } from '../variants/switchyard-table';
import type { Window } from '../rounds/cpu-per-request';

/** How long and how much a run measures. */
export interface Profile {
  readonly rounds: number;
  /** Of saturated load. */
  readonly window: Window;
  readonly requestSizes: readonly RequestSize[];
  readonly openLoopSeconds: number;
  /** Streams that are open at the same time. */
  readonly streamCounts: readonly number[];
  readonly streamSeconds: number;
  /** Load before memory is read again, and how long a gateway then rests. */
  readonly memory: { readonly loadSeconds: number; readonly restSeconds: number };
  readonly memoryCurveSeconds: number;
  readonly large: Pick<TableSize, 'aiApis' | 'keys' | 'targets'>;
  /** Changes of one configuration in a round. */
  readonly changes: number;
  /** Of each of the control plane's operations, for one client and for several. */
  readonly operationSeconds: number;
}

export interface RequestSize {
  readonly name: string;
  readonly requestBytes: number;
  readonly answerBytes: number;
  readonly connections: number;
}

const KB = 1_000;
const SMALL_ANSWER = { answerBytes: KB, connections: 16 };
const ONE_KB: RequestSize = { name: '1 KB', requestBytes: KB, ...SMALL_ANSWER };
const HUNDRED_KB: RequestSize = { name: '100 KB', requestBytes: 100 * KB, ...SMALL_ANSWER };

export const FULL: Profile = {
  rounds: 5,
  window: { warmUpSeconds: 2, warmUpRequests: 50_000, warmUpSecondsMax: 20, seconds: 5 },
  requestSizes: [
    ONE_KB,
    { name: '10 KB', requestBytes: 10 * KB, ...SMALL_ANSWER },
    HUNDRED_KB,
    { name: '1 MB', requestBytes: 1_000 * KB, answerBytes: KB, connections: 4 },
    { name: '1 KB, answer of 100 KB', requestBytes: KB, answerBytes: 100 * KB, connections: 16 },
  ],
  openLoopSeconds: 12,
  streamCounts: [100, 1_000],
  streamSeconds: 6,
  memory: { loadSeconds: 20, restSeconds: 5 },
  memoryCurveSeconds: 30 * 60,
  large: { aiApis: 10_000, keys: 100_000, targets: 32 },
  changes: 100,
  operationSeconds: 3,
};

/** Three minutes for all scenarios: shows that everything works; the figures are rough. */
export const QUICK: Profile = {
  rounds: 1,
  window: { warmUpSeconds: 1, warmUpRequests: 0, warmUpSecondsMax: 0, seconds: 1 },
  requestSizes: [ONE_KB, HUNDRED_KB],
  openLoopSeconds: 1,
  streamCounts: [50, 200],
  streamSeconds: 1,
  memory: { loadSeconds: 1, restSeconds: 1 },
  memoryCurveSeconds: 4,
  large: { aiApis: 1_000, keys: 5_000, targets: 32 },
  changes: 20,
  operationSeconds: 0.25,
};
