import type { ReportedHealth } from '../fleet/reported-health';
import type { WorkerDelta } from './worker-message';

/** How often a worker tells what has changed. */
const DELTA_INTERVAL_MS = 1_000;
/** Changes of health within this time are told together. */
const SETTLE_MS = 20;
/** The maximum number of keys in a routing table; the use of more is not told. */
const USED_KEYS_MAX = 100_000;
/** So that a message stays small; the rest is told a second later. */
const KEY_USES_PER_DELTA_MAX = 5_000;

export interface WorkerDeltasOptions {
  readonly requestsInFlight: () => number;
  readonly connections: () => Promise<number>;
  readonly health: () => Promise<ReportedHealth>;
  /** Resolves when the delta is on its way. */
  readonly send: (delta: WorkerDelta) => Promise<void>;
  /** The time, in ms since the epoch. */
  readonly nowMs?: () => number;
}

/** Tells the primary what has changed at this worker: each second, and soon after a target was suspended or has returned. */
export class WorkerDeltas {
  readonly #options: WorkerDeltasOptions;
  readonly #interval: NodeJS.Timeout;
  #soon: NodeJS.Timeout | null = null;
  /** By key id, the time of the last use that was not told, in ms since the epoch. */
  readonly #keyUses = new Map<string, number>();
  #toldRequestsInFlight = 0;
  #toldConnections = 0;
  #isHealthChanged = false;
  #healthToldAtMs = -Infinity;
  /** When the first of the told suspensions ends, which raises no event. */
  #suspensionEndMs = Infinity;
  #telling: Promise<void> = Promise.resolve();

  constructor(options: WorkerDeltasOptions) {
    this.#options = options;
    this.#interval = setInterval(() => this.#tell(), DELTA_INTERVAL_MS).unref();
  }

  /** Called for each request, so it only records the use. */
  noteKeyUsed(consumerKeyId: string, usedAtMs: number): void {
    if (this.#keyUses.size < USED_KEYS_MAX) this.#keyUses.set(consumerKeyId, usedAtMs);
  }

  /** Cheap, because requests call it. */
  noteHealth(): void {
    this.#isHealthChanged = true;
    // While targets go up and down, once in an interval is enough.
    if (this.#soon !== null || this.#nowMs() - this.#healthToldAtMs < DELTA_INTERVAL_MS) return;
    this.#soon = setTimeout(() => {
      this.#soon = null;
      this.#tell();
    }, SETTLE_MS).unref();
  }

  /** Tells the rest. Resolves when all of it is on its way. */
  async close(): Promise<void> {
    clearInterval(this.#interval);
    if (this.#soon !== null) clearTimeout(this.#soon);
    do {
      this.#tell();
      await this.#telling;
    } while (this.#keyUses.size > 0);
  }

  #nowMs(): number {
    return this.#options.nowMs?.() ?? Date.now();
  }

  /** One delta after the other: a later health must not be overtaken by an earlier one. */
  #tell(): void {
    this.#telling = this.#telling.then(() => this.#tellNow());
  }

  async #tellNow(): Promise<void> {
    const health = await this.#changedHealth();
    const { requestsInFlight: count, send } = this.#options;
    const connections = await this.#options.connections();
    const requestsInFlight = count();
    const isSameLoad = requestsInFlight === this.#toldRequestsInFlight && connections === this.#toldConnections;
    if (health === null && this.#keyUses.size === 0 && isSameLoad) return;
    const keyUses = [...this.#keyUses].slice(0, KEY_USES_PER_DELTA_MAX);
    for (const [consumerKeyId] of keyUses) this.#keyUses.delete(consumerKeyId);
    this.#toldRequestsInFlight = requestsInFlight;
    this.#toldConnections = connections;
    await send({ requestsInFlight, connections, keyUses, health });
  }

  /** Null if it is what was told last. */
  async #changedHealth(): Promise<ReportedHealth | null> {
    const nowMs = this.#nowMs();
    if (!this.#isHealthChanged && nowMs < this.#suspensionEndMs) return null;
    this.#isHealthChanged = false;
    this.#healthToldAtMs = nowMs;
    const health = await this.#options.health();
    const [first] = health.suspensions;
    this.#suspensionEndMs = first === undefined ? Infinity : Date.parse(first.until);
    return health;
  }
}
