import type { ClosedLoop } from '../load/closed-loop';
import { cpuMicroseconds } from '../processes/process-tree';
import type { RunningVariant } from '../variants/variant';

/** What one window of saturated load gave. */
export interface LoadedWindow {
  /** Of the variant's process tree; null if it has none. */
  readonly cpuMicrosecondsPerRequest: number | null;
  readonly requestsPerSecond: number;
}

/** How long a variant is loaded before its window, and in it. Whole seconds, as wrk counts. */
export interface Window {
  readonly warmUpSeconds: number;
  /**
   * Before the first window the warm-up goes on until it has answered this many: compilers count calls, not seconds. It
   * takes about 40,000 until Switchyard gets no cheaper.
   */
  readonly warmUpRequests: number;
  /** The most that this adds, for a variant that is too slow, or gets too little of a busy machine. */
  readonly warmUpSecondsMax: number;
  readonly seconds: number;
}

/** Loads a variant, first for its compilers and caches to settle, then for the figures. */
export async function measureWindow(
  { pid }: Pick<RunningVariant, 'pid'>,
  load: Pick<ClosedLoop, 'run' | 'answered'>,
  { warmUpSeconds, warmUpRequests, warmUpSecondsMax, seconds }: Window,
): Promise<LoadedWindow> {
  const warmUp = await load.run(warmUpSeconds);
  const missing = warmUpRequests - load.answered;
  if (missing > 0) await load.run(Math.min(warmUpSecondsMax, Math.ceil(missing / warmUp.requestsPerSecond)));
  const before = pid === null ? null : cpuMicroseconds(pid);
  const { requests, requestsPerSecond } = await load.run(seconds);
  const cpu = pid === null || before === null ? null : cpuMicroseconds(pid) - before;
  return { cpuMicrosecondsPerRequest: cpu === null ? null : cpu / requests, requestsPerSecond };
}
