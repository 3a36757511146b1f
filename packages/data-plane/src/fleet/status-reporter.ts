import {
  type DataPlaneStatus,
  encodeStatus,
  type EndpointFault,
  type KeyValueStore,
  type MacKey,
  STATUS_INTERVAL_MS,
} from '@switchyard/contract';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { TableFollower } from '../table/table-follower';
import type { ReportedHealth } from './reported-health';

/** Changes within this time are reported together. */
const SETTLE_MS = 20;
/**
 * Any request may change a target's health, and a status may be long, so changes in health alone are reported once in
 * this time.
 */
const HEALTH_INTERVAL_MS = 1_000;
/** How long the shutdown waits for the last report to be stored. */
const LAST_REPORT_MS_MAX = 1_000;

export interface StatusReporterOptions {
  /** The bucket `DATA_PLANES_BUCKET`. */
  readonly store: KeyValueStore;
  /** Authenticates the statuses. */
  readonly statusKey: MacKey;
  readonly identity: Pick<DataPlaneStatus, 'id' | 'host' | 'version' | 'startedAt'>;
  readonly follower: Pick<
    TableFollower<unknown>,
    'applied' | 'observedRevision' | 'rejection' | 'lastRejection' | 'currentAtMs' | 'onChange'
  >;
  /** Why what is served is not kept for the next start; null if it is, or need not be. */
  readonly storageProblem: () => string | null;
  /** What keeps usage from being sent or stored; null for nothing. */
  readonly usageProblem: () => string | null;
  readonly requestsInFlight: () => number;
  readonly health: () => Promise<ReportedHealth>;
  /** At most as many as a status may have. */
  readonly endpointFaults: () => readonly EndpointFault[];
  readonly log: Logger;
  readonly intervalMs?: number;
  readonly healthIntervalMs?: number;
  readonly now?: () => Date;
}

/**
 * Reports this data plane's status to the control plane: at intervals, at once when a new revision is served, seen or
 * refused, and within a second when a target is suspended or returns. Nothing depends on it: if NATS is away, the next
 * interval tries again.
 */
export class StatusReporter {
  readonly #options: StatusReporterOptions;
  readonly #interval: NodeJS.Timeout;
  readonly #forget: () => void;
  #soon: NodeJS.Timeout | null = null;
  #health: NodeJS.Timeout | null = null;
  #healthReportedMs = 0;
  #suspensionEnd: NodeJS.Timeout | null = null;
  #reportedAtMs = -Infinity;
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

  /**
   * Reports the shutdown: otherwise anything that waits for all live data planes would wait for this one until it
   * counts as lost. Best effort: if NATS is away, that happens.
   */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#interval);
    for (const timer of [this.#soon, this.#health, this.#suspensionEnd]) if (timer !== null) clearTimeout(timer);
    this.#forget();
    const { log } = this.#options;
    const stored = this.#status()
      .then((status) => this.#store({ ...status, stopped: true }))
      .catch((error: unknown) => log.debug({ err: error }, 'failed to report shutdown'));
    await Promise.race([stored, wait(LAST_REPORT_MS_MAX, undefined, { ref: false })]);
  }

  /** Schedules a report of a suspension or its end. Cheap, because requests call it. */
  noteHealth(): void {
    if (this.#closed || this.#health !== null) return;
    const { healthIntervalMs = HEALTH_INTERVAL_MS } = this.#options;
    const waitMs = Math.max(this.#healthReportedMs + healthIntervalMs - performance.now(), SETTLE_MS);
    this.#health = setTimeout(() => {
      this.#health = null;
      this.#healthReportedMs = performance.now();
      void this.#report();
    }, waitMs).unref();
  }

  /** The status to report. What is quick to find out comes after the health, so that it is of the present. */
  async #status(): Promise<DataPlaneStatus> {
    const { identity, follower, storageProblem, usageProblem, requestsInFlight, health, endpointFaults } =
      this.#options;
    const { currentAtMs } = follower;
    const reported = await health();
    return {
      ...identity,
      reportedAt: this.#nextReportedAt().toISOString(),
      lineage: follower.applied?.lineage ?? null,
      observedRevision: follower.observedRevision,
      appliedRevision: follower.applied?.revision ?? null,
      rejection: follower.rejection,
      lastRejection: follower.lastRejection,
      currentAt: currentAtMs === null ? null : new Date(currentAtMs).toISOString(),
      storageProblem: storageProblem(),
      usageProblem: usageProblem(),
      endpointFaults: [...endpointFaults()],
      requestsInFlight: requestsInFlight(),
      ...reported,
    };
  }

  /** Later than that of the report before: a control plane takes any other for a replay, and the clock may step back. */
  #nextReportedAt(): Date {
    this.#reportedAtMs = Math.max(this.#now().getTime(), this.#reportedAtMs + 1);
    return new Date(this.#reportedAtMs);
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }

  /** The end of a suspension raises no event. */
  #awaitEnd({ suspensions: [first] }: DataPlaneStatus): void {
    if (this.#suspensionEnd !== null) clearTimeout(this.#suspensionEnd);
    this.#suspensionEnd = null;
    if (first === undefined) return;
    const waitMs = Math.max(Date.parse(first.until) - this.#now().getTime(), 0) + 1;
    this.#suspensionEnd = setTimeout(() => this.noteHealth(), waitMs).unref();
  }

  async #store(status: DataPlaneStatus): Promise<void> {
    const { store, statusKey } = this.#options;
    await store.put(status.id, encodeStatus(statusKey, status));
  }

  #reportSoon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = null;
      void this.#report();
    }, SETTLE_MS).unref();
  }

  /** One report at a time, so that they do not pile up while NATS is away. */
  async #report(): Promise<void> {
    if (this.#closed) return;
    if (this.#reporting) {
      this.#again = true;
      return;
    }
    this.#reporting = true;
    const { log } = this.#options;
    try {
      const status = await this.#status();
      if (!this.#closed) this.#awaitEnd(status);
      await this.#store(status);
      this.#failing = false;
    } catch (error) {
      if (!this.#failing && !this.#closed) log.warn({ err: error }, 'failed to report status; retrying');
      this.#failing = true;
    }
    this.#reporting = false;
    if (!this.#again) return;
    this.#again = false;
    if (!this.#failing) this.#reportSoon();
  }
}
