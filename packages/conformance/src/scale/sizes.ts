/** How much is built. */
export interface ConfigurationSize {
  readonly aiApis: number;
  readonly consumers: number;
  /** Consumer keys before and after the step that adds keys. */
  readonly firstKeys: number;
  readonly keys: number;
}

/** How much is built and measured. */
export interface Sizes extends ConfigurationSize {
  /** Starts of a data plane. */
  readonly starts: number;
  /** How long a started data plane has to settle before its memory is read. */
  readonly settleMs: number;
  readonly runs: number;
  readonly changesPerRun: number;
  /** A run ends early after this time, but never without a change. */
  readonly runMsMax: number;
  /** Changes whose writes to NATS are counted. */
  readonly countedChanges: number;
  /** Pairs of periods of consumer traffic, without changes and with them. */
  readonly loadPairs: number;
  readonly loadPeriodMs: number;
  readonly requestsPerSecond: number;
  /** The pause between changes while consumers send requests. */
  readonly changeEveryMs: number;
  /** The program gives up after this time. */
  readonly totalMsMax: number;
}

export const FULL: Sizes = {
  aiApis: 10_000,
  consumers: 1_000,
  firstKeys: 1_000,
  keys: 100_000,
  starts: 5,
  settleMs: 10_000,
  runs: 5,
  changesPerRun: 60,
  runMsMax: 45_000,
  countedChanges: 10,
  loadPairs: 3,
  loadPeriodMs: 10_000,
  requestsPerSecond: 300,
  changeEveryMs: 100,
  totalMsMax: 30 * 60_000,
};

/** Small enough for a test that keeps the program from rotting; its figures mean nothing. */
export const QUICK: Sizes = {
  aiApis: 60,
  consumers: 10,
  firstKeys: 20,
  keys: 200,
  starts: 1,
  settleMs: 100,
  runs: 2,
  changesPerRun: 5,
  runMsMax: 10_000,
  countedChanges: 2,
  loadPairs: 1,
  loadPeriodMs: 500,
  requestsPerSecond: 100,
  changeEveryMs: 100,
  totalMsMax: 4 * 60_000,
};
