import type { Coverage, Rejection } from '@switchyard/contract';
import type { Logger } from 'pino';
import { Refusal } from './revision-refusal';

export interface RejectionsOptions {
  readonly log: Logger;
  readonly now?: () => Date;
}

/** What was refused, for logs and statuses. */
export class Rejections {
  readonly #options: RejectionsOptions;
  #current: Rejection | null = null;
  #last: Rejection | null = null;

  constructor(options: RejectionsOptions) {
    this.#options = options;
  }

  /** The refused revision, until the bucket can be served again. */
  get current(): Rejection | null {
    return this.#current;
  }

  /** The latest rejection, also if it is over; null if there was none. */
  get last(): Rejection | null {
    return this.#last;
  }

  /**
   * Notes why a revision is refused, and logs it once.
   *
   * @param at the position of the bucket's head, if it is authentic
   * @param observedRevision the newest revision that was seen
   */
  note(error: unknown, at: Coverage | null, observedRevision: number | null, isServing: boolean): void {
    const { log, now } = this.#options;
    if (!(error instanceof Refusal)) log.error({ err: error }, 'internal error while applying the routing table');
    const { code, entryKey, reason } = Refusal.because(error);
    const revision = at?.revision ?? observedRevision ?? 0;
    const lineage = at?.lineage ?? null;
    const known = this.#current;
    const isSameRevision = known?.revision === revision && known.lineage === lineage;
    if (isSameRevision && known.code === code && known.entryKey === entryKey && known.reason === reason) return;
    const served = isServing ? 'still serving the last good one' : 'serving nothing';
    log.error({ revision, code, entryKey, reason }, `routing table rejected; ${served}`);
    this.#current = { revision, lineage, code, entryKey, reason, rejectedAt: (now?.() ?? new Date()).toISOString() };
    this.#last = this.#current;
  }

  end(): void {
    this.#current = null;
  }
}
