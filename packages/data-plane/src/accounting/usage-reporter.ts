import type { UsageContent } from '../spool/usage-outbox';
import type { UsageAccrual } from './usage-accrual';
import { usageParts } from './usage-parts';

/** How often what has accrued is reported, in ms. */
export const REPORT_INTERVAL_MS = 1_000;

export interface UsageReporterOptions {
  readonly accrual: UsageAccrual;
  /**
   * Takes what was counted, one part after the other. Never rejects.
   *
   * @param atMs up to when all was counted, in ms since the epoch; null if parts follow
   */
  readonly send: (content: UsageContent, atMs: number | null) => Promise<void>;
  /** Called after each report, also if there was nothing. @param atMs up to when all was counted, in ms since the epoch */
  readonly onReported?: (atMs: number) => Promise<void>;
  /** In ms since the epoch. */
  readonly nowMs?: () => number;
}

/** Reports each second what has been counted. */
export class UsageReporter {
  readonly #options: UsageReporterOptions;
  readonly #interval: NodeJS.Timeout;
  #reporting: Promise<void> | null = null;

  constructor(options: UsageReporterOptions) {
    this.#options = options;
    this.#interval = setInterval(() => void this.report(), REPORT_INTERVAL_MS).unref();
  }

  /** Reports what has been counted. While an earlier report is under way, as on a slow disk, it goes on being counted. */
  report(): Promise<void> {
    this.#reporting ??= this.#report().finally(() => (this.#reporting = null));
    return this.#reporting;
  }

  /** Reports the rest. */
  async close(): Promise<void> {
    clearInterval(this.#interval);
    await this.#reporting;
    await this.report();
  }

  async #report(): Promise<void> {
    const { accrual, send, onReported, nowMs = Date.now } = this.#options;
    const atMs = nowMs();
    const content = accrual.take();
    const parts = content === null ? [] : usageParts(content);
    for (const [index, part] of parts.entries()) await send(part, index === parts.length - 1 ? atMs : null);
    await onReported?.(atMs);
  }
}
