import {
  type DataPlaneStatus,
  dataPlaneStatusSchema,
  type KeyValueStore,
  LIVE_WITHIN_MS,
  STATUS_TTL_MS,
} from '@switchyard/contract';
import type { Logger } from 'pino';
import type { ReportedHealth } from './data-plane-reader';

/** More than these are not listed; those that were seen last are. */
export const DATA_PLANES_MAX = 1_000;

/** A data plane as it last reported itself, and whether it still does. */
export interface DataPlaneView extends DataPlaneStatus {
  readonly live: boolean;
  readonly lastSeenAt: Date;
  /** The same object until it reports itself anew. */
  readonly health: ReportedHealth;
}

export interface DataPlaneDirectoryOptions {
  /** The bucket `DATA_PLANES_BUCKET`. */
  readonly store: KeyValueStore;
  readonly log: Logger;
  /** The time in milliseconds since 1970. */
  readonly now?: () => number;
  readonly liveWithinMs?: number;
}

interface Seen {
  readonly status: DataPlaneStatus;
  readonly lastSeenMs: number;
  /** Whether its listeners have been told that it is not live. */
  readonly isToldGone: boolean;
}

/**
 * The data planes, from what they report into their bucket; answers from memory. That one has fallen silent raises
 * no event, so who is live is judged by the time of asking, and a timer tells the listeners of it.
 */
export class DataPlaneDirectory {
  readonly #options: DataPlaneDirectoryOptions;
  readonly #stopWatch: () => void;
  readonly #seen = new Map<string, Seen>();
  readonly #listeners = new Set<(id: string) => void>();
  #livenessTimer: NodeJS.Timeout | null = null;
  #judgesAfterMs = 0;
  /** Whether what comes is being read again, rather than having just been reported. */
  #isReading = true;

  constructor(options: DataPlaneDirectoryOptions) {
    this.#options = options;
    this.#stopWatch = options.store.watch({
      // What is not read again was lost with a wiped bucket; its data plane reports itself soon, or is gone.
      onReset: () => {
        this.#isReading = true;
      },
      onEntry: (key, value) => {
        if (value === null) this.#forget(key);
        else this.#note(key, value);
      },
      onCaughtUp: () => {
        this.#isReading = false;
      },
    });
  }

  /** At most `DATA_PLANES_MAX`: the live ones first, then by when they were last seen, then by id. */
  list(): DataPlaneView[] {
    const now = this.#now();
    return [...this.#seen.values()]
      .filter(({ lastSeenMs }) => now - lastSeenMs < STATUS_TTL_MS)
      .map(({ status, lastSeenMs }) => ({
        ...status,
        health: status,
        live: status.stopped !== true && now - lastSeenMs <= this.#liveWithinMs,
        lastSeenAt: new Date(lastSeenMs),
      }))
      .toSorted((a, b) => {
        if (a.live !== b.live) return a.live ? -1 : 1;
        // Among live ones the order must not change with each report.
        const bySeen = a.live ? 0 : b.lastSeenAt.getTime() - a.lastSeenAt.getTime();
        return bySeen === 0 ? a.id.localeCompare(b.id) : bySeen;
      })
      .slice(0, DATA_PLANES_MAX);
  }

  /**
   * Calls back with a data plane's id when it has reported itself, is not live any more, or is not listed any more.
   * Returns what ends that.
   */
  onChange(listener: (id: string) => void): () => void {
    // A function of its own, because one listener may listen twice.
    const own = (id: string) => listener(id);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  close(): void {
    this.#stopWatch();
    this.#listeners.clear();
    if (this.#livenessTimer !== null) clearTimeout(this.#livenessTimer);
  }

  get #liveWithinMs(): number {
    return this.#options.liveWithinMs ?? LIVE_WITHIN_MS;
  }

  #now(): number {
    return this.#options.now?.() ?? Date.now();
  }

  #note(key: string, value: Uint8Array): void {
    const status = parseStatus(value);
    if (status === null || status.id !== key) {
      this.#options.log.warn({ key }, 'a data plane reports itself in a way that is not understood');
      return;
    }
    // By our own clock where it has just come: the data plane's may be wrong. What is only read again may be old.
    const now = this.#now();
    const known = this.#seen.get(key);
    const isAsBefore = known?.status.reportedAt === status.reportedAt;
    const readMs = isAsBefore ? known.lastSeenMs : Math.min(now, Date.parse(status.reportedAt));
    this.#seen.delete(key);
    const lastSeenMs = this.#isReading ? readMs : now;
    const endsMs = lastSeenMs + this.#liveWithinMs;
    const isGone = status.stopped === true || now > endsMs;
    this.#seen.set(key, { status, lastSeenMs, isToldGone: isGone });
    this.#forgetTooMany();
    this.#tell(key);
    if (!isGone) this.#judgeLivenessAfter(endsMs);
  }

  #tell(id: string): void {
    for (const listener of this.#listeners) listener(id);
  }

  #forget(id: string): void {
    if (this.#seen.delete(id)) this.#tell(id);
  }

  /** A later report only puts off the moment at which one ceases to be live, so one timer will do: for the earliest. */
  #judgeLivenessAfter(endsMs: number): void {
    if (this.#livenessTimer !== null && this.#judgesAfterMs <= endsMs) return;
    if (this.#livenessTimer !== null) clearTimeout(this.#livenessTimer);
    this.#judgesAfterMs = endsMs;
    const waitMs = Math.max(endsMs - this.#now(), 0) + 1;
    this.#livenessTimer = setTimeout(() => this.#judgeLiveness(), waitMs).unref();
  }

  #judgeLiveness(): void {
    this.#livenessTimer = null;
    const now = this.#now();
    for (const [id, seen] of this.#seen) {
      if (seen.isToldGone) continue;
      const endsMs = seen.lastSeenMs + this.#liveWithinMs;
      if (now <= endsMs) {
        this.#judgeLivenessAfter(endsMs);
      } else {
        this.#seen.set(id, { ...seen, isToldGone: true });
        this.#tell(id);
      }
    }
  }

  /** The one that reported itself least lately stands first. */
  #forgetTooMany(): void {
    const [first] = this.#seen.keys();
    if (this.#seen.size > DATA_PLANES_MAX && first !== undefined) this.#forget(first);
  }
}

function parseStatus(value: Uint8Array): DataPlaneStatus | null {
  try {
    return dataPlaneStatusSchema.parse(JSON.parse(Buffer.from(value).toString()));
  } catch {
    return null;
  }
}
