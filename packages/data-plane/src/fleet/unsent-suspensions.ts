import { SHARED_SUSPENSIONS_MAX, type SharedSuspension } from '@switchyard/contract';
import type { CausedSuspension } from '../health/policy-states';

/** A data plane reports at most once in this time, with all suspensions in one list. */
const SEND_INTERVAL_MS = 50;
/** How many suspensions may be queued; beyond that the oldest are dropped. */
const UNSENT_SUSPENSIONS_MAX = 1_000;

export interface UnsentSuspensionsOptions {
  /** Reports to the peers; gets at most `SHARED_SUSPENSIONS_MAX`. */
  readonly send: (suspensions: readonly SharedSuspension[]) => void;
  /** The monotonic clock. */
  readonly nowMs: () => number;
  readonly sendIntervalMs?: number;
}

/** Collects the suspensions that requests cause until they are reported to the peers. One that has ended by then is left out. */
export class UnsentSuspensions {
  readonly #options: UnsentSuspensionsOptions;
  /** By policy, side and target, oldest first. */
  readonly #unsent = new Map<string, CausedSuspension>();
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(options: UnsentSuspensionsOptions) {
    this.#options = options;
  }

  /** Queues a suspension, to be sent soon. */
  note(suspension: CausedSuspension): void {
    if (this.#closed) return;
    const key = `${suspension.policyId}/${suspension.environment}/${suspension.target.key}`;
    this.#unsent.delete(key);
    this.#unsent.set(key, suspension);
    if (this.#unsent.size > UNSENT_SUSPENSIONS_MAX) this.#forgetOldest();
    this.#sendSoon();
  }

  close(): void {
    this.#closed = true;
    this.#unsent.clear();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #forgetOldest(): void {
    for (const key of this.#unsent.keys()) {
      this.#unsent.delete(key);
      break;
    }
  }

  #sendSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#send();
      if (this.#unsent.size > 0) this.#sendSoon();
    }, this.#options.sendIntervalMs ?? SEND_INTERVAL_MS).unref();
  }

  #send(): void {
    const { send, nowMs } = this.#options;
    const suspensions: SharedSuspension[] = [];
    for (const [key, { aiApiId, policyId, environment, target, untilMs, held }] of this.#unsent) {
      if (suspensions.length === SHARED_SUSPENSIONS_MAX) break;
      this.#unsent.delete(key);
      const remainingMs = Math.ceil(untilMs - nowMs());
      if (remainingMs <= 0 || held() === undefined) continue;
      const [modelId, endpointId] = [target.model.id, target.endpoint.id];
      suspensions.push({ aiApiId, policyId, environment, modelId, endpointId, remainingMs });
    }
    if (suspensions.length > 0) send(suspensions);
  }
}
