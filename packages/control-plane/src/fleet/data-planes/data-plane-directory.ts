import {
  type Coverage,
  type DataPlaneStatus,
  decodeStatus,
  type KeyValueStore,
  LIVE_WITHIN_MS,
  type MacKey,
  STATUS_TTL_MS,
} from '@switchyard/contract';
import { type Clock, SYSTEM_CLOCK } from '@switchyard/runtime';
import type { Logger } from 'pino';
import type { ReportedHealth } from './data-plane-reader';

/** At most this many are listed, the most recently seen. */
export const DATA_PLANES_MAX = 1_000;

/** Of how many keys the log says in an hour that what is stored there is not a data plane's status: anybody may write many. */
export const UNAUTHENTIC_LOGGED_MAX = 100;
const UNAUTHENTIC_COUNTED_MS = 3_600_000;

/** A data plane as it last reported, and whether it is live. */
export interface DataPlaneView extends DataPlaneStatus {
  readonly live: boolean;
  readonly lastSeenAt: Date;
  /** What its own clock says now, as far as its last report tells: the clocks of two hosts may differ by any time. */
  readonly ownTimeMs: number;
  /** The same object until its next report. */
  readonly health: ReportedHealth;
}

export interface DataPlaneDirectoryOptions {
  /** The bucket `DATA_PLANES_BUCKET`. */
  readonly store: KeyValueStore;
  /** What its watch is called in the store; no other program's is called the same. */
  readonly watchName: string;
  /** Authenticates the statuses. */
  readonly statusKey: MacKey;
  readonly log: Logger;
  readonly clock?: Clock;
  readonly liveWithinMs?: number;
}

interface DirectoryEntry {
  readonly status: DataPlaneStatus;
  /** Monotonic, so that a step of the wall clock makes no data plane appear lost. */
  readonly lastSeenMs: number;
  /** Whether listeners have been notified that it is not live. */
  readonly notifiedNotLive: boolean;
}

/**
 * The data planes, from their reports in NATS; answers from memory. A data plane that goes silent raises no event, so
 * liveness is computed when the list is read, and a timer notifies listeners.
 */
export class DataPlaneDirectory {
  readonly #options: DataPlaneDirectoryOptions;
  readonly #clock: Clock;
  readonly #stopWatch: () => void;
  readonly #seen = new Map<string, DirectoryEntry>();
  readonly #listeners = new Set<(id: string | null) => void>();
  /** The keys of what is not a data plane's status, as far as the log has said so in the present hour. */
  readonly #unauthentic = new Set<string>();
  #unauthenticSinceMs = -Infinity;
  #livenessTimer: NodeJS.Timeout | null = null;
  #livenessCheckMs = 0;
  /** Whether entries are being read again, rather than just reported. */
  #isReading = true;
  #isCurrent = false;

  constructor(options: DataPlaneDirectoryOptions) {
    this.#options = options;
    this.#clock = options.clock ?? SYSTEM_CLOCK;
    const watcher = {
      // Known data planes stay: if the bucket was wiped, those that are live will report again soon.
      onReset: () => {
        this.#isReading = true;
      },
      onEntry: (key: string, value: Uint8Array | null) => {
        if (value === null) this.#remove(key);
        else this.#record(key, value);
      },
      onCaughtUp: () => {
        this.#isReading = false;
        if (this.#isCurrent) return;
        this.#isCurrent = true;
        this.#notify(null);
      },
      onUnavailable: () => {
        this.#isCurrent = false;
      },
    };
    this.#stopWatch = options.store.watch(watcher, { name: options.watchName });
  }

  /** Whether it has each data plane that has reported: not before it has read them all, nor while NATS is away. */
  get isCurrent(): boolean {
    return this.#isCurrent;
  }

  /** At most `DATA_PLANES_MAX`: the live ones first, then by when they were last seen, then by id. */
  list(): DataPlaneView[] {
    const nowMs = this.#clock.monotonicMs();
    return [...this.#seen.values()]
      .filter(({ lastSeenMs }) => nowMs - lastSeenMs < STATUS_TTL_MS)
      .map(({ status, lastSeenMs }) => ({
        ...status,
        health: status,
        live: status.stopped !== true && nowMs - lastSeenMs <= this.#liveWithinMs,
        lastSeenAt: new Date(this.#clock.toWallMs(lastSeenMs)),
        ownTimeMs: Date.parse(status.reportedAt) + Math.floor(nowMs - lastSeenMs),
      }))
      .toSorted((a, b) => {
        if (a.live !== b.live) return a.live ? -1 : 1;
        // Among live ones the order must not change with each report.
        const bySeen = a.live ? 0 : b.lastSeenAt.getTime() - a.lastSeenAt.getTime();
        return bySeen === 0 ? a.id.localeCompare(b.id) : bySeen;
      })
      .slice(0, DATA_PLANES_MAX);
  }

  /** What the live data planes report that they serve. */
  appliedPositions(): Coverage[] {
    return this.list().flatMap(({ live, lineage, appliedRevision }) =>
      live && lineage !== null && appliedRevision !== null ? [{ lineage, revision: appliedRevision }] : [],
    );
  }

  /**
   * Calls back with a data plane's id when it has reported, is no longer live, or is no longer listed, and with null when the
   * directory has become current. Returns a function that removes the listener.
   */
  onChange(listener: (id: string | null) => void): () => void {
    // A new function, because one listener may be added twice.
    const added = (id: string | null) => listener(id);
    this.#listeners.add(added);
    return () => this.#listeners.delete(added);
  }

  close(): void {
    this.#stopWatch();
    this.#listeners.clear();
    if (this.#livenessTimer !== null) clearTimeout(this.#livenessTimer);
  }

  get #liveWithinMs(): number {
    return this.#options.liveWithinMs ?? LIVE_WITHIN_MS;
  }

  #record(key: string, value: Uint8Array): void {
    const { status, fault } = decodeStatus(this.#options.statusKey, key, value);
    if (status === null) {
      this.#ignore(key, fault);
      return;
    }
    const known = this.#seen.get(key);
    if (known !== undefined && isReplayed(status, known.status)) return;
    // A new report is dated by this clock, because the data plane's may be wrong. One that is read again may be old.
    const nowMs = this.#clock.monotonicMs();
    const isUnchanged = known?.status.reportedAt === status.reportedAt;
    const ageMs = Math.max(this.#clock.wallMs() - Date.parse(status.reportedAt), 0);
    const readMs = isUnchanged ? known.lastSeenMs : nowMs - ageMs;
    this.#seen.delete(key);
    const lastSeenMs = this.#isReading ? readMs : nowMs;
    const endsMs = lastSeenMs + this.#liveWithinMs;
    const isNotLive = status.stopped === true || nowMs > endsMs;
    this.#seen.set(key, { status, lastSeenMs, notifiedNotLive: isNotLive });
    this.#evictOldest();
    this.#notify(key);
    if (!isNotLive) this.#scheduleLivenessCheck(endsMs);
  }

  /** Says so once per key and hour. A status that was authentic stays listed until its time is over. */
  #ignore(key: string, reason: string): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#unauthenticSinceMs >= UNAUTHENTIC_COUNTED_MS) {
      this.#unauthentic.clear();
      this.#unauthenticSinceMs = nowMs;
    }
    if (this.#unauthentic.has(key) || this.#unauthentic.size >= UNAUTHENTIC_LOGGED_MAX) return;
    this.#unauthentic.add(key);
    this.#options.log.warn({ key, reason }, 'unauthentic data plane status ignored');
  }

  #notify(id: string | null): void {
    for (const listener of this.#listeners) listener(id);
  }

  #remove(id: string): void {
    if (this.#seen.delete(id)) this.#notify(id);
  }

  /** One timer suffices, for the earliest end: a later report only postpones the end of its data plane's liveness. */
  #scheduleLivenessCheck(endsMs: number): void {
    if (this.#livenessTimer !== null && this.#livenessCheckMs <= endsMs) return;
    if (this.#livenessTimer !== null) clearTimeout(this.#livenessTimer);
    this.#livenessCheckMs = endsMs;
    const waitMs = Math.max(endsMs - this.#clock.monotonicMs(), 0) + 1;
    this.#livenessTimer = setTimeout(() => this.#checkLiveness(), waitMs).unref();
  }

  #checkLiveness(): void {
    this.#livenessTimer = null;
    const nowMs = this.#clock.monotonicMs();
    // The timer may be late, and several be due.
    const due = [...this.#seen].filter(([, seen]) => !seen.notifiedNotLive);
    for (const [id, seen] of due.toSorted(([, a], [, b]) => a.lastSeenMs - b.lastSeenMs)) {
      const endsMs = seen.lastSeenMs + this.#liveWithinMs;
      if (nowMs <= endsMs) return this.#scheduleLivenessCheck(endsMs);
      this.#seen.set(id, { ...seen, notifiedNotLive: true });
      this.#notify(id);
    }
  }

  /** The map is ordered by last report, oldest first. */
  #evictOldest(): void {
    const [first] = this.#seen.keys();
    if (this.#seen.size > DATA_PLANES_MAX && first !== undefined) this.#remove(first);
  }
}

/** Whether a status is older than the known one of the same process: it is authentic, but somebody put it back. */
function isReplayed({ startedAt, reportedAt }: DataPlaneStatus, known: DataPlaneStatus): boolean {
  return startedAt === known.startedAt && Date.parse(reportedAt) < Date.parse(known.reportedAt);
}
