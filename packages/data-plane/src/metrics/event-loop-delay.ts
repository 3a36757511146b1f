import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How often the event loop is looked at: a delay is noticed if it is not much shorter. */
const RESOLUTION_MS = 20;
/** Two of them make what is shown, so that a scrape each half minute misses nothing. */
const WINDOW_MS = 30_000;
const NS_PER_SECOND = 1e9;
const NS_PER_MS = 1e6;

/** The part of Node's histogram that is used here. */
type DelayHistogram = Pick<ReturnType<typeof monitorEventLoopDelay>, 'max' | 'reset' | 'enable' | 'disable'>;

/** How long the event loop was held up at worst: meanwhile nothing is served. */
export class EventLoopDelay {
  readonly #histogram: DelayHistogram;
  readonly #nowMs: () => number;
  #windowStartMs: number;
  #lastWorstNs = 0;

  constructor(
    histogram: DelayHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS }),
    nowMs: () => number = () => performance.now(),
  ) {
    this.#histogram = histogram;
    this.#nowMs = nowMs;
    this.#windowStartMs = nowMs();
    histogram.enable();
  }

  /** The longest delay since the start of the window before the present one, in seconds. */
  worstSeconds(): number {
    const presentNs = Math.max(0, this.#histogram.max - RESOLUTION_MS * NS_PER_MS);
    const worstNs = Math.max(this.#lastWorstNs, presentNs);
    if (this.#nowMs() - this.#windowStartMs >= WINDOW_MS) {
      this.#windowStartMs = this.#nowMs();
      this.#lastWorstNs = presentNs;
      this.#histogram.reset();
    }
    return worstNs / NS_PER_SECOND;
  }

  stop(): void {
    this.#histogram.disable();
  }
}
