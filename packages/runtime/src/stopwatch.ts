const TICK_MS = 10;
/** The most that a tick counts beside the CPU time of this process. A later one came to a process that was not allowed to run. */
const TICK_MS_MAX = 2 * TICK_MS;
const MICROSECONDS_PER_MS = 1_000;

/**
 * Measures how long something takes, for tests that demand that it is not long. It ticks in this process and stands still
 * while the process waits for a core, so that what other programs take of a busy machine does not count.
 */
export class Stopwatch {
  #countedMs = 0;
  #tickedMs = performance.now();
  #cpuMs = cpuMs();
  #ticks: NodeJS.Timeout | null = setInterval(() => this.#tick(), TICK_MS).unref();

  /** @returns what it has counted, in ms; it counts no more */
  stop(): number {
    if (this.#ticks === null) return this.#countedMs;
    clearInterval(this.#ticks);
    this.#ticks = null;
    this.#tick();
    return this.#countedMs;
  }

  #tick(): void {
    const [nowMs, nowCpuMs] = [performance.now(), cpuMs()];
    this.#countedMs += Math.min(nowMs - this.#tickedMs, TICK_MS_MAX + nowCpuMs - this.#cpuMs);
    [this.#tickedMs, this.#cpuMs] = [nowMs, nowCpuMs];
  }
}

/** How long a `Stopwatch` runs until the work is done, in ms. */
export async function countedMs(work: Promise<unknown>): Promise<number> {
  const stopwatch = new Stopwatch();
  await work;
  return stopwatch.stop();
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / MICROSECONDS_PER_MS;
}
