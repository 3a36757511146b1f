import { SilenceTimer } from './silence-timer';

/** The timers of a response: one for its present pause, and others that run beside it until the call is over. */
export class ResponseTimers {
  #pause: SilenceTimer | null = null;
  readonly #others: NodeJS.Timeout[] = [];

  /** Bounds the present pause, instead of what bounded it before. */
  boundPause(ms: number, onOver: () => void): void {
    this.stopPause();
    this.#pause = new SilenceTimer(onOver, ms);
  }

  /** Something came: the time for the pause begins anew. */
  progressed(): void {
    this.#pause?.refresh();
  }

  stopPause(): void {
    this.#pause?.stop();
    this.#pause = null;
  }

  /** Runs until it is over or the call is. */
  add(ms: number, onOver: () => void): void {
    this.#others.push(setTimeout(onOver, ms));
  }

  stop(): void {
    this.stopPause();
    for (const timer of this.#others) clearTimeout(timer);
  }
}
