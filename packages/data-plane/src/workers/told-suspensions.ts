import { SYSTEM_CLOCK } from '@switchyard/runtime';
import type { SiblingSuspension } from '../fleet/sibling-suspension';

/** So that memory is bounded, whatever is suspended; beyond that the oldest are forgotten. */
const SUSPENSIONS_MAX = 10_000;

interface Told {
  readonly suspension: SiblingSuspension;
  readonly atMs: number;
}

/** The latest suspension of each target that a worker has told and that has not ended, for workers that start later. */
export class ToldSuspensions {
  /** By policy, side and target, in the order in which they were told. */
  readonly #told = new Map<string, Told>();
  readonly #nowMs: () => number;

  /** @param nowMs the monotonic clock */
  constructor(nowMs: () => number = () => SYSTEM_CLOCK.monotonicMs()) {
    this.#nowMs = nowMs;
  }

  note(suspension: SiblingSuspension): void {
    const { policyId, environment, targetKey } = suspension;
    const key = `${policyId}/${environment}/${targetKey}`;
    this.#told.delete(key);
    this.#told.set(key, { suspension, atMs: this.#nowMs() });
    const [oldest] = this.#told.keys();
    if (this.#told.size > SUSPENSIONS_MAX && oldest !== undefined) this.#told.delete(oldest);
  }

  /** With the times that are left, in ms. */
  current(): readonly SiblingSuspension[] {
    const nowMs = this.#nowMs();
    return [...this.#told].flatMap(([key, { suspension, atMs }]) => {
      const remainingMs = suspension.remainingMs - (nowMs - atMs);
      const { hardRemainingMs: hard } = suspension;
      if (remainingMs > 0)
        return { ...suspension, remainingMs, hardRemainingMs: hard === null ? null : hard - (nowMs - atMs) };
      this.#told.delete(key);
      return [];
    });
  }
}
