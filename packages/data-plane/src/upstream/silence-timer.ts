/**
 * A timer for silence. When its time is over, it first lets the event loop read what has arrived: a process that was
 * busy or suspended finds its timers due before it has read what came meanwhile, and that was no silence.
 */
export class SilenceTimer {
  readonly #onOver: () => void;
  readonly #timer: NodeJS.Timeout;
  #lastReading: NodeJS.Immediate | null = null;

  /** Starts it. @param onOver called once, unless it is stopped before */
  constructor(onOver: () => void, ms: number) {
    this.#onOver = onOver;
    this.#timer = setTimeout(() => (this.#lastReading = setImmediate(this.#onOver)), ms);
  }

  /** Starts the time anew: something came. */
  refresh(): void {
    this.#cancelLastReading();
    this.#timer.refresh();
  }

  stop(): void {
    this.#cancelLastReading();
    clearTimeout(this.#timer);
  }

  #cancelLastReading(): void {
    if (this.#lastReading !== null) clearImmediate(this.#lastReading);
    this.#lastReading = null;
  }
}
