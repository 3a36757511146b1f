import type { RoutablePolicy, Target } from '@switchyard/routing';
import type { PolicyState, SuspensionReason } from './policy-state';

/** The health of an attempt's candidate. */
export interface CandidateHealth {
  /** Call when the request is dispatched; false if the candidate must be skipped after all. */
  claim(nowMs: number): boolean;
  succeeded(nowMs: number): void;
  /** @param retryAfterMs how long the vendor asks to wait; null if it does not */
  failed(nowMs: number, retryAfterMs: number | null, reason: SuspensionReason): void;
  /** The attempt showed nothing about the candidate. */
  release(): void;
}

/** A policy's target: a failure suspends it, if the policy says so. */
export class TargetHealth implements CandidateHealth {
  readonly #state: PolicyState;
  readonly target: Target;
  readonly #suspendDurationMs: number;
  /** From then on any probe belongs to another request. */
  #hasSucceeded = false;
  #skippedAs: 'SUSPENDED' | 'PROBED_BY_ANOTHER' | null = null;

  constructor(state: PolicyState, policy: RoutablePolicy, target: Target) {
    this.#state = state;
    this.target = target;
    this.#suspendDurationMs = policy.suspendDurationMs;
  }

  /** Why the target was skipped although it was available when the request was planned; null if it was not skipped. */
  get skippedAs(): 'SUSPENDED' | 'PROBED_BY_ANOTHER' | null {
    return this.#skippedAs;
  }

  claim(nowMs: number): boolean {
    if (this.#state.claim(this.target, nowMs)) return true;
    const isProbed = this.#state.suspensions.get(this.target.key)?.probing === true;
    this.#skippedAs = isProbed ? 'PROBED_BY_ANOTHER' : 'SUSPENDED';
    return false;
  }

  succeeded(nowMs: number): void {
    this.#hasSucceeded = true;
    this.#state.succeeded(this.target, nowMs);
  }

  failed(nowMs: number, retryAfterMs: number | null, reason: SuspensionReason): void {
    if (this.#suspendDurationMs === 0) this.release();
    else this.#state.suspend(this.target, nowMs, this.#suspendDurationMs, retryAfterMs, reason);
  }

  release(): void {
    if (!this.#hasSucceeded) this.#state.release(this.target);
  }
}

/** An AI API's default endpoint, which is never suspended. */
export const NEVER_SUSPENDED: CandidateHealth = {
  claim: () => true,
  succeeded: () => {},
  failed: () => {},
  release: () => {},
};
