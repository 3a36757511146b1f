import {
  type DataPlaneStatus,
  type KeyValueStore,
  REPORTED_SUSPENSIONS_MAX,
  type ReportedSuspension,
  STATUS_INTERVAL_MS,
} from '@switchyard/contract';
import type { Logger } from 'pino';
import type { TableFollower } from '../routing-table/table-follower';

/** Changes that come together are reported together. */
const SETTLE_MS = 20;

export interface StatusReporterOptions {
  /** The bucket `DATA_PLANES_BUCKET`. */
  readonly store: KeyValueStore;
  readonly identity: Pick<DataPlaneStatus, 'id' | 'host' | 'version' | 'startedAt'>;
  readonly follower: Pick<TableFollower<unknown>, 'position' | 'observedRevision' | 'rejection' | 'onChange'>;
  readonly requestsInFlight: () => number;
  /** The suspended targets; the first `REPORTED_SUSPENSIONS_MAX` are reported. */
  readonly suspensions: () => readonly ReportedSuspension[];
  readonly log: Logger;
  readonly intervalMs?: number;
  readonly now?: () => Date;
}

/**
 * Tells the control plane how this data plane is: at intervals, and at once when another revision is served, seen or
 * refused. Nothing depends on it: where NATS is away, the next interval tries again.
 */
export class StatusReporter {
  readonly #options: StatusReporterOptions;
  readonly #interval: NodeJS.Timeout;
  readonly #forget: () => void;
  #soon: NodeJS.Timeout | null = null;
  #reporting = false;
  #again = false;
  #failing = false;
  #closed = false;

  constructor(options: StatusReporterOptions) {
    this.#options = options;
    this.#interval = setInterval(() => void this.#report(), options.intervalMs ?? STATUS_INTERVAL_MS).unref();
    this.#forget = options.follower.onChange(() => this.#reportSoon());
    this.#reportSoon();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#interval);
    if (this.#soon !== null) clearTimeout(this.#soon);
    this.#forget();
  }

  /** What is reported. */
  get status(): DataPlaneStatus {
    const { identity, follower, requestsInFlight, suspensions, now } = this.#options;
    return {
      ...identity,
      reportedAt: (now?.() ?? new Date()).toISOString(),
      lineage: follower.position?.lineage ?? null,
      observedRevision: follower.observedRevision,
      appliedRevision: follower.position?.revision ?? null,
      rejection: follower.rejection,
      requestsInFlight: requestsInFlight(),
      suspensions: suspensions().slice(0, REPORTED_SUSPENSIONS_MAX),
    };
  }

  #reportSoon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = null;
      void this.#report();
    }, SETTLE_MS).unref();
  }

  /** One report at a time: while NATS is away they must not pile up. */
  async #report(): Promise<void> {
    if (this.#closed) return;
    if (this.#reporting) {
      this.#again = true;
      return;
    }
    this.#reporting = true;
    const { store, identity, log } = this.#options;
    try {
      await store.put(identity.id, Buffer.from(JSON.stringify(this.status)));
      this.#failing = false;
    } catch (error) {
      if (!this.#failing && !this.#closed) log.warn({ err: error }, 'the status cannot be reported; trying on');
      this.#failing = true;
    }
    this.#reporting = false;
    if (!this.#again) return;
    this.#again = false;
    if (!this.#failing) this.#reportSoon();
  }
}
