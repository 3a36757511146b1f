/** How far ahead of the database's clock a data plane's may be. */
const AHEAD_MS_MAX = 60_000;

/** The latest time that a data plane's report may name, in ms since the epoch: a later one means that its clock is wrong. */
export function latestTime(nowMs: number): number {
  return nowMs + AHEAD_MS_MAX;
}
