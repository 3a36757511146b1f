/** How many lines of a kind are logged each second; the others are counted. */
export const LINES_PER_SECOND_MAX = 10;
const WINDOW_MS = 1_000;

/** The part of a pino logger that is used here. */
export type SampledLogTarget = Record<SampledLevel, (fields: object, message: string) => void>;
export type SampledLevel = 'info' | 'warn' | 'error';

interface Sample {
  readonly level: SampledLevel;
  readonly message: string;
  lines: number;
  leftOut: number;
}

/**
 * A log for events that may come in floods, such as refused requests: a line for each would add to the load. Of each kind,
 * the first lines of a second are logged, and at its end how many were left out.
 */
export class SampledLog {
  readonly #log: SampledLogTarget;
  readonly #windowMs: number;
  readonly #samples = new Map<string, Sample>();
  #window: NodeJS.Timeout | null = null;

  constructor(log: SampledLogTarget, windowMs: number = WINDOW_MS) {
    this.#log = log;
    this.#windowMs = windowMs;
  }

  /**
   * @param kind one of a limited number
   * @param level of the first line of its kind in this window
   * @param fields called only if the line is logged
   */
  write(kind: string, level: SampledLevel, message: string, fields: () => object): void {
    const sample = this.#sampleOf(kind, level, message);
    if (sample.lines >= LINES_PER_SECOND_MAX) {
      sample.leftOut += 1;
      return;
    }
    sample.lines += 1;
    this.#log[level](fields(), message);
  }

  /** Logs what was left out since the window began; the next line starts a new window. */
  endWindow(): void {
    if (this.#window !== null) clearTimeout(this.#window);
    this.#window = null;
    for (const [kind, { level, message, leftOut }] of this.#samples) {
      if (leftOut > 0) this.#log[level]({ kind, leftOut }, `${leftOut} more left out of the log: ${message}`);
    }
    this.#samples.clear();
  }

  #sampleOf(kind: string, level: SampledLevel, message: string): Sample {
    this.#window ??= setTimeout(() => this.endWindow(), this.#windowMs).unref();
    const present = this.#samples.get(kind);
    if (present !== undefined) return present;
    const sample = { level, message, lines: 0, leftOut: 0 };
    this.#samples.set(kind, sample);
    return sample;
  }
}
