import type { RoutablePolicy, Target } from '@switchyard/routing';
import { type AttemptFailure, type Claim, type PolicyState, type Unclaimed, USUAL_CLAIM } from './policy-state';

/** The health of an attempt's candidate. Times are monotonic. */
export interface CandidateHealth {
  succeeded(nowMs: number): void;
  /** Whether the candidate is suspended for this reason now; false if it is not, or for another reason. */
  failed(nowMs: number, failure: AttemptFailure): boolean;
  /** The candidate answered, and its vendor says that no tokens are left for so long. */
  outOfTokens(nowMs: number, durationMs: number): void;
  /** The attempt showed nothing about the candidate. */
  release(): void;
}

/** A policy's target: a failure suspends it, if the policy says so. */
export class TargetHealth implements CandidateHealth {
  readonly #state: PolicyState;
  readonly target: Target;
  readonly #suspendDurationMs: number;
  readonly #consumerId: string;
  readonly #isOutdated: (target: Target) => boolean;
  /** What the attempt holds of the target; null before the attempt, and when it has ended or proven the target. */
  #claim: Claim | null = null;
  #unclaimed: Unclaimed | null = null;
  #isTried = false;

  /**
   * @param consumerId whose request it is
   * @param isOutdated whether the target has another address, credential or trust by now than the request is sent with
   */
  constructor(
    state: PolicyState,
    policy: RoutablePolicy,
    target: Target,
    consumerId: string,
    isOutdated: (target: Target) => boolean,
  ) {
    this.#state = state;
    this.target = target;
    this.#suspendDurationMs = policy.suspendDurationMs;
    this.#consumerId = consumerId;
    this.#isOutdated = isOutdated;
  }

  /** Why the target was last found unavailable after the request had been planned; null if it was not. */
  get unclaimed(): Unclaimed | null {
    return this.#unclaimed;
  }

  /** Whether an attempt was made. */
  get isTried(): boolean {
    return this.#isTried;
  }

  /** Call when the request is dispatched; false if the target must be skipped after all. */
  claim(nowMs: number): boolean {
    return this.#accept(this.#state.claim(this.target, nowMs));
  }

  claimAsLastResort(nowMs: number): boolean {
    return this.#accept(this.#state.claimAsLastResort(this.target, nowMs, this.#consumerId));
  }

  succeeded(nowMs: number): void {
    if (this.#claim !== null) this.#state.succeeded(this.target, this.#claim, nowMs);
    this.#claim = null;
  }

  failed(nowMs: number, failure: AttemptFailure): boolean {
    if (this.#suspendDurationMs === 0 || this.#isOutdated(this.target)) {
      this.release();
      return false;
    }
    // An attempt that proved its target and failed later no longer holds anything of it.
    const claim = this.#claim ?? USUAL_CLAIM;
    this.#claim = null;
    return this.#state.failed(this.target, claim, failure, nowMs, this.#suspendDurationMs);
  }

  outOfTokens(nowMs: number, durationMs: number): void {
    if (this.#suspendDurationMs === 0 || this.#isOutdated(this.target)) return;
    const suspension = { grade: 'SOFT', cause: 'RATE_LIMITED', retryAfterMs: null } as const;
    this.#state.failed(this.target, USUAL_CLAIM, { suspension, status: null, detail: null }, nowMs, durationMs);
  }

  release(): void {
    if (this.#claim !== null) this.#state.release(this.target, this.#claim);
    this.#claim = null;
  }

  #accept(claimed: Claim | Unclaimed): boolean {
    if (typeof claimed === 'string') {
      this.#unclaimed = claimed;
      return false;
    }
    this.#claim = claimed;
    this.#isTried = true;
    return true;
  }
}

/** An AI API's default endpoint, which is never suspended. */
export const NEVER_SUSPENDED: CandidateHealth = {
  succeeded: () => {},
  failed: () => false,
  outOfTokens: () => {},
  release: () => {},
};
