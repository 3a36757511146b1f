import { lastResorts, type RoutablePolicy, type Target } from '@switchyard/routing';
import { TargetHealth } from '../health/candidate-health';
import type { PolicyState } from '../health/policy-state';

/**
 * The targets that a request may still try when it has tried every one that was available: those that are available
 * again, then the softly suspended ones. Nothing is computed before that.
 */
export class LastResorts<Candidate> {
  readonly #state: PolicyState;
  readonly #policy: RoutablePolicy;
  readonly #healths: TargetHealth[];
  readonly #plannedCount: number;
  readonly #candidateOf: (health: TargetHealth) => Candidate;

  /** @param planned the targets that were available when the request was planned */
  constructor(
    state: PolicyState,
    policy: RoutablePolicy,
    planned: readonly TargetHealth[],
    candidateOf: (health: TargetHealth) => Candidate,
  ) {
    this.#state = state;
    this.#policy = policy;
    this.#healths = [...planned];
    this.#plannedCount = planned.length;
    this.#candidateOf = candidateOf;
  }

  /** Of all targets that were planned or considered since. */
  get healths(): readonly TargetHealth[] {
    return this.#healths;
  }

  /** Whether a further target could be tried now. Call when the last planned one is being tried. */
  isLeft(nowMs: number): boolean {
    const isUsual =
      this.#plannedCount === this.#policy.targets.length && this.#healths.every(({ unclaimed }) => unclaimed === null);
    return !isUsual && this.#untried(nowMs).length > 0;
  }

  /** The next target, claimed for an attempt; null if none is left or has room. */
  next(nowMs: number): Candidate | null {
    const claimed = this.#untried(nowMs).find((health) => health.claimAsLastResort(nowMs));
    return claimed === undefined ? null : this.#candidateOf(claimed);
  }

  /** Whether a target was passed over only because too many requests wait for it. */
  get hadNoRoom(): boolean {
    return this.#healths.some(({ isTried, unclaimed }) => !isTried && unclaimed === 'NO_ROOM');
  }

  #untried(nowMs: number): readonly TargetHealth[] {
    const { suspensions } = this.#state;
    const returned = this.#policy.targets.filter((target) => this.#state.isAvailable(target, nowMs));
    const soft = lastResorts(this.#policy, ({ key }) => suspensions.get(key), nowMs);
    return [...returned, ...soft].map((target) => this.#healthOf(target)).filter(({ isTried }) => !isTried);
  }

  #healthOf(target: Target): TargetHealth {
    const present = this.#healths.find((health) => health.target.key === target.key);
    if (present !== undefined) return present;
    const health = new TargetHealth(this.#state, this.#policy, target);
    this.#healths.push(health);
    return health;
  }
}
