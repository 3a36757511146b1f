const US_PER_SECOND = 1e6;

/** What a process that serves requests uses. With workers, each tells its own. */
export interface ProcessFigures {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  /** The longest in the last half minute or more. */
  readonly eventLoopDelaySeconds: number;
  /** How many consumers are connected. */
  readonly connections: number;
}

/** Those of this process. */
export function ownUse(): Pick<ProcessFigures, 'cpuSeconds' | 'residentBytes'> {
  const { user, system } = process.cpuUsage();
  return { cpuSeconds: (user + system) / US_PER_SECOND, residentBytes: process.memoryUsage.rss() };
}
