import { lastResorts, type RoutablePolicy, type Target } from '@switchyard/routing';
import type { TargetHealth } from '../health/candidate-health';
import type { PolicyState } from '../health/policy-state';

/** A request's candidates, one after another. Times are monotonic. */
export interface CandidateSource<Candidate> {
  /** The next candidate, claimed for an attempt; null if none is left. */
  next(nowMs: number): Candidate | null;
  /** Whether there would be a further one now. */
  isLeft(nowMs: number): boolean;
  /** Whether a target was passed over only because too many requests of the consumer wait for it. */
  readonly hadNoRoom: boolean;
}

/** Makes what belongs to a target, when its turn comes. */
export interface CandidateMaker<Candidate> {
  healthOf(target: Target): TargetHealth;
  candidateOf(health: TargetHealth): Candidate;
}

/**
 * The candidates of a policy: the targets that were available when the request was planned, in the policy's order; then
 * those that are available again; then the softly suspended ones. A target is looked at when its turn comes, so that a
 * request whose first attempt succeeds costs one candidate.
 */
export class PolicyCandidates<Candidate> implements CandidateSource<Candidate> {
  readonly #state: PolicyState;
  readonly #policy: RoutablePolicy;
  readonly #planned: readonly Target[];
  readonly #maker: CandidateMaker<Candidate>;
  readonly #healths: TargetHealth[] = [];
  /** How many of the planned targets have had their turn. */
  #passed = 0;

  /** @param planned from `orderTargets` */
  constructor(
    state: PolicyState,
    policy: RoutablePolicy,
    planned: readonly Target[],
    maker: CandidateMaker<Candidate>,
  ) {
    this.#state = state;
    this.#policy = policy;
    this.#planned = planned;
    this.#maker = maker;
  }

  /** Of the targets that have had their turn. */
  get healths(): readonly TargetHealth[] {
    return this.#healths;
  }

  get hadNoRoom(): boolean {
    return this.#healths.some(({ isTried, unclaimed }) => !isTried && unclaimed === 'NO_ROOM');
  }

  next(nowMs: number): Candidate | null {
    for (;;) {
      const target = this.#planned[this.#passed];
      if (target === undefined) break;
      this.#passed += 1;
      const health = this.#look(target);
      const candidate = this.#maker.candidateOf(health);
      if (health.claim(nowMs)) return candidate;
    }
    for (const health of this.#untried(nowMs)) {
      const candidate = this.#maker.candidateOf(health);
      if (health.claimAsLastResort(nowMs)) return candidate;
    }
    return null;
  }

  isLeft(nowMs: number): boolean {
    if (this.#passed < this.#planned.length) return true;
    // Usually every target was planned and claimed in its turn, and nothing need be computed.
    const isUsual =
      this.#planned.length === this.#policy.targets.length &&
      this.#healths.every(({ unclaimed }) => unclaimed === null);
    return !isUsual && this.#untried(nowMs).length > 0;
  }

  /** What is left when the planned targets have had their turn. */
  #untried(nowMs: number): readonly TargetHealth[] {
    const { suspensions } = this.#state;
    const returned = this.#policy.targets.filter((target) => this.#state.isAvailable(target, nowMs));
    const soft = lastResorts(this.#policy, ({ key }) => suspensions.get(key), nowMs);
    return [...returned, ...soft].map((target) => this.#look(target)).filter(({ isTried }) => !isTried);
  }

  #look(target: Target): TargetHealth {
    const present = this.#healths.find((health) => health.target.key === target.key);
    if (present !== undefined) return present;
    const health = this.#maker.healthOf(target);
    this.#healths.push(health);
    return health;
  }
}

/** The only candidate of a request that no policy routes. */
export class SingleCandidate<Candidate> implements CandidateSource<Candidate> {
  readonly hadNoRoom = false;
  #candidate: Candidate | null;

  constructor(candidate: Candidate) {
    this.#candidate = candidate;
  }

  next(): Candidate | null {
    const candidate = this.#candidate;
    this.#candidate = null;
    return candidate;
  }

  isLeft(): boolean {
    return this.#candidate !== null;
  }
}
