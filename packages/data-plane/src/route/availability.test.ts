import fc from 'fast-check';
import {
  availability,
  type FailureSuspension,
  nextAttemptTimeoutMs,
  orderTargets,
  type RoutablePolicy,
  type Target,
} from '@switchyard/routing';
import { TargetHealth } from '../health/candidate-health';
import { LAST_RESORTS_MAX, LAST_RESORTS_PER_CONSUMER } from '../health/last-resort-room';
import { PolicyState } from '../health/policy-state';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { PolicyCandidates } from './policy-candidates';

/** What a vendor does with an attempt. */
type Act =
  | { readonly kind: 'ANSWERS' }
  /** It fails, as far as anybody can tell, because of the request. */
  | { readonly kind: 'FAILS'; readonly cause: 'FAILURE_STATUS' | 'TIMEOUT' | 'UNREACHABLE' | 'INVALID_RESPONSE' }
  /** It begins to answer and then breaks off. */
  | { readonly kind: 'BREAKS_OFF' }
  | { readonly kind: 'NAMES_A_TIME'; readonly waitMs: number }
  | { readonly kind: 'REFUSES_ACCOUNT'; readonly cause: 'CREDENTIAL_REJECTED' | 'ACCOUNT_EXHAUSTED' }
  /** An error that says nothing about the target: the next one is asked. */
  | { readonly kind: 'BLAMES_REQUEST' }
  | { readonly kind: 'CONSUMER_LEAVES' };

interface Played {
  readonly atMs: number;
  readonly consumerId: string;
  /** What each target does with it, by the target's place in the policy, and for how long. */
  readonly acts: readonly (Act & { readonly takesMs: number })[];
}

interface Attempt {
  readonly target: Target;
  /** Whether it came before the time that the vendor had named, or while the account was refused. */
  readonly isTooEarly: boolean;
  readonly isSecondProbe: boolean;
}
interface Result {
  readonly played: Played;
  readonly outcome: 'ANSWERED' | 'BROKEN_OFF' | 'LEFT' | 'FAILED' | 'REFUSED' | 'NO_ROOM';
  readonly attempts: readonly Attempt[];
  /** The targets that their vendors had closed at some moment of the request, by a time or by refusing the account. */
  readonly closed: ReadonlySet<Target>;
}

const MODELS = ['a', 'b', 'c', 'd'];
const SUSPEND_MS = 30_000;

/** The policies are compiled once; each play has a state of its own. */
const compiled = new Map<string, Promise<RoutablePolicy>>();
function policyOf(kind: 'FAILOVER' | 'ROUND_ROBIN' | 'WEIGHTED_ROUND_ROBIN', count: number): Promise<RoutablePolicy> {
  const compile = async () => {
    const gateway = new GatewayUnderTest('http://127.0.0.1:9', MODELS);
    const production = MODELS.slice(0, count);
    gateway.setPolicies({ kind, production, maxAttempts: count, suspendDurationSeconds: SUSPEND_MS / 1_000 });
    const [first] = (await gateway.servedElsewhere()).policyStates;
    return first![0];
  };
  const key = `${kind}/${count}`;
  const policy = compiled.get(key) ?? compile();
  compiled.set(key, policy);
  return policy;
}

/** Sends requests that overlap through the gateway's own decisions, on a clock that moves from event to event. */
class Play {
  readonly results: Result[] = [];
  readonly state = new PolicyState();
  readonly #policy: RoutablePolicy;
  readonly #due: { atMs: number; resume: () => void }[] = [];
  readonly #running = new Set<Set<Target>>();
  readonly #probed = new Set<Target>();
  /** What vendors have said, whatever the state makes of it. */
  readonly #notBeforeMs = new Map<Target, number>();
  nowMs = 0;

  constructor(policy: RoutablePolicy) {
    this.#policy = policy;
  }

  run(requests: readonly Played[]): this {
    for (const played of requests) {
      const steps = this.#steps(played);
      const resume = () => {
        const { value, done } = steps.next();
        this.#noteClosed();
        if (done !== true) this.#due.push({ atMs: this.nowMs + value, resume });
      };
      this.#due.push({ atMs: played.atMs, resume });
    }
    while (this.#due.length > 0) {
      const next = this.#due.reduce((first, each) => (each.atMs < first.atMs ? each : first));
      this.#due.splice(this.#due.indexOf(next), 1);
      this.nowMs = next.atMs;
      this.#noteClosed();
      next.resume();
    }
    return this;
  }

  #isClosed(target: Target): boolean {
    return this.nowMs < (this.#notBeforeMs.get(target) ?? 0);
  }

  #noteClosed(): void {
    for (const target of this.#policy.targets) {
      if (!this.#isClosed(target)) continue;
      for (const closed of this.#running) closed.add(target);
    }
  }

  #wait(target: Target, forMs: number): void {
    this.#notBeforeMs.set(target, Math.max(this.#notBeforeMs.get(target) ?? 0, this.nowMs + forMs));
  }

  /** Yields how long each attempt takes. */
  *#steps(played: Played): Generator<number, void> {
    const { state } = this;
    const policy = this.#policy;
    const startedAtMs = this.nowMs;
    const attempts: Attempt[] = [];
    const closed = new Set<Target>();
    this.#running.add(closed);
    this.#noteClosed();
    const planned = orderTargets(policy, state.takeTicket(), (target) => state.isAvailable(target, startedAtMs));
    const healthOf = (target: Target) => new TargetHealth(state, policy, target, played.consumerId, () => false);
    const candidates = new PolicyCandidates(state, policy, planned, { healthOf, candidateOf: (health) => health });
    let outcome: Result['outcome'] | null = null;
    while (outcome === null) {
      const timeoutMs = nextAttemptTimeoutMs(policy, attempts.length, this.nowMs - startedAtMs);
      const before = state.suspensions;
      const health = timeoutMs === null ? null : candidates.next(this.nowMs);
      if (health === null) break;
      const isProbe = availability(before.get(health.target.key), this.nowMs) === 'PROBE';
      attempts.push({
        target: health.target,
        isTooEarly: this.#isClosed(health.target),
        isSecondProbe: isProbe && this.#probed.has(health.target),
      });
      if (isProbe) this.#probed.add(health.target);
      const { takesMs, ...act } = played.acts[policy.targets.indexOf(health.target)]!;
      yield* this.#attempt(health, act, takesMs, isProbe);
      outcome = OVER[act.kind];
    }
    const left = attempts.length > 0 ? 'FAILED' : candidates.hadNoRoom ? 'NO_ROOM' : 'REFUSED';
    this.#running.delete(closed);
    this.results.push({ played, outcome: outcome ?? left, attempts, closed });
  }

  *#attempt(health: TargetHealth, act: Act, takesMs: number, isProbe: boolean): Generator<number, void> {
    const failed = (suspension: FailureSuspension) => {
      health.failed(this.nowMs, { suspension, status: null, detail: null });
    };
    yield takesMs;
    if (isProbe) this.#probed.delete(health.target);
    switch (act.kind) {
      case 'ANSWERS':
        return health.succeeded(this.nowMs);
      case 'BREAKS_OFF':
        health.succeeded(this.nowMs);
        yield takesMs;
        return failed({ grade: 'SOFT', cause: 'STREAM_FAILED', retryAfterMs: null });
      case 'FAILS':
        return failed({ grade: 'SOFT', cause: act.cause, retryAfterMs: null });
      case 'NAMES_A_TIME':
        this.#wait(health.target, act.waitMs);
        return failed({ grade: 'HARD', cause: 'RATE_LIMITED', retryAfterMs: act.waitMs });
      case 'REFUSES_ACCOUNT':
        this.#wait(health.target, SUSPEND_MS);
        return failed({ grade: 'HARD', cause: act.cause, retryAfterMs: null });
      case 'BLAMES_REQUEST':
      case 'CONSUMER_LEAVES':
        return health.release();
    }
  }
}

/** How an attempt ends its request; null if the next target is asked. */
const OVER: Record<Act['kind'], Result['outcome'] | null> = {
  ANSWERS: 'ANSWERED',
  BREAKS_OFF: 'BROKEN_OFF',
  CONSUMER_LEAVES: 'LEFT',
  FAILS: null,
  NAMES_A_TIME: null,
  REFUSES_ACCOUNT: null,
  BLAMES_REQUEST: null,
};

const causes = ['FAILURE_STATUS', 'TIMEOUT', 'UNREACHABLE', 'INVALID_RESPONSE'] as const;
const answers = fc.constant<Act>({ kind: 'ANSWERS' });
/** What a request can bring about by itself. */
const blameless: fc.Arbitrary<Act> = fc.oneof(
  fc.constantFrom(...causes).map((cause) => ({ kind: 'FAILS' as const, cause })),
  fc.constantFrom<Act>({ kind: 'BREAKS_OFF' }, { kind: 'BLAMES_REQUEST' }, { kind: 'CONSUMER_LEAVES' }),
);
/** What a vendor says about the account: it holds for everybody. */
const aboutAccount: fc.Arbitrary<Act> = fc.oneof(
  fc.integer({ min: 1, max: 90_000 }).map((waitMs) => ({ kind: 'NAMES_A_TIME' as const, waitMs })),
  fc
    .constantFrom('CREDENTIAL_REJECTED' as const, 'ACCOUNT_EXHAUSTED' as const)
    .map((cause) => ({ kind: 'REFUSES_ACCOUNT' as const, cause })),
);
/** Vendors answer at once, or after a while, as when they time out. */
const takesMs = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20_000 }));
const requestsWith = (act: fc.Arbitrary<Act>, consumerId: fc.Arbitrary<string>, maxLength = 40) =>
  fc.array(
    fc.record({
      atMs: fc.integer({ min: 0, max: 120_000 }),
      consumerId,
      acts: fc.array(
        fc.tuple(act, takesMs).map(([each, ms]) => ({ ...each, takesMs: ms })),
        { minLength: MODELS.length, maxLength: MODELS.length },
      ),
    }),
    { maxLength },
  );
const kind = fc.constantFrom('FAILOVER' as const, 'ROUND_ROBIN' as const, 'WEIGHTED_ROUND_ROBIN' as const);
const policyArbitrary = fc
  .tuple(kind, fc.integer({ min: 1, max: 4 }))
  .map(([of, count]) => ({ of, count: of === 'FAILOVER' ? Math.max(count, 2) : count }));
const anyConsumer = fc.constantFrom('one', 'two', 'three');

/** Bursts are what fills the room of last resorts. */
const inBurst = (requests: readonly Played[], atMs: number) => requests.map((each) => ({ ...each, atMs }));
const SILENT_MS = 30_000;
/** Requests of one consumer that all vendors leave without an answer. */
const silent = (consumerId: string, count: number, atMs: number): Played[] => {
  const act = { kind: 'FAILS', cause: 'TIMEOUT', takesMs: SILENT_MS } as const;
  return Array.from({ length: count }, () => ({ atMs, consumerId, acts: MODELS.map(() => act) }));
};
/** A request that fails at once at every target. */
const failing = (consumerId: string, atMs: number): Played => {
  const act = { kind: 'FAILS', cause: 'FAILURE_STATUS', takesMs: 0 } as const;
  return { atMs, consumerId, acts: MODELS.map(() => act) };
};
/** So many requests of others find a place beside those of one consumer, and so many more beside them. */
const FEW = (LAST_RESORTS_MAX - LAST_RESORTS_PER_CONSUMER) / 2;

describe('whatever vendors do to a policy of 1 to 4 targets', () => {
  it('a request is answered if a target that its vendor has not closed answers it and has room', async () => {
    await fc.assert(
      fc.asyncProperty(
        policyArbitrary,
        requestsWith(fc.oneof({ arbitrary: answers, weight: 2 }, blameless, aboutAccount), anyConsumer),
        async ({ of, count }, requests) => {
          const policy = await policyOf(of, count);
          for (const { played, outcome, attempts, closed } of new Play(policy).run(requests).results) {
            const asked = policy.targets.filter((_, index) => played.acts[index]?.kind === 'ANSWERS');
            const isOver = outcome === 'BROKEN_OFF' || outcome === 'LEFT';
            // Nothing in these plays takes so long that time runs out.
            if (asked.some((target) => !closed.has(target)) && !isOver && outcome !== 'NO_ROOM') {
              expect([outcome, attempts.length]).toEqual(['ANSWERED', attempts.length]);
            }
            if (outcome === 'REFUSED') expect(closed.size).toBe(policy.targets.length);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('no attempt goes to a target that its vendor has closed, none twice to one, and one probe at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        policyArbitrary,
        requestsWith(fc.oneof(answers, blameless, { arbitrary: aboutAccount, weight: 2 }), anyConsumer),
        async ({ of, count }, requests) => {
          const policy = await policyOf(of, count);
          for (const { attempts } of new Play(policy).run(requests).results) {
            expect(attempts.some(({ isTooEarly }) => isTooEarly)).toBe(false);
            expect(new Set(attempts.map(({ target }) => target)).size).toBe(attempts.length);
            expect(attempts.some(({ isSecondProbe }) => isSecondProbe)).toBe(false);
            expect(attempts.length).toBeLessThanOrEqual(policy.attemptsMax);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('no requests of one consumer, however many, make the side unavailable for another, even if others fail too', async () => {
    await fc.assert(
      fc.asyncProperty(
        policyArbitrary,
        requestsWith(blameless, fc.constant('bad')),
        fc.record({ atMs: fc.nat(120_000), count: fc.nat(3 * LAST_RESORTS_MAX) }),
        fc.array(fc.nat(120_000), { maxLength: FEW }),
        requestsWith(answers, fc.constant('good'), FEW),
        async ({ of, count }, bad, waiting, others, good) => {
          const policy = await policyOf(of, count);
          const { results } = new Play(policy).run([
            ...bad,
            ...silent('bad', waiting.count, waiting.atMs),
            ...others.map((atMs, index) => failing(`other ${index}`, atMs)),
            // Half of them come while those of the bad consumer wait.
            ...good.map((each, index) =>
              index % 2 === 0 ? each : { ...each, atMs: waiting.atMs + (each.atMs % SILENT_MS) },
            ),
          ]);
          const ofGood = results.filter(({ played }) => played.consumerId === 'good');
          expect(ofGood.map(({ outcome }) => outcome)).toEqual(good.map(() => 'ANSWERED'));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('a request finds no room only if two consumers have failed and many wait, and every place comes back', async () => {
    const slow = requestsWith(fc.oneof(blameless, { arbitrary: answers, weight: 1 }), anyConsumer, 80);
    await fc.assert(
      fc.asyncProperty(
        policyArbitrary,
        slow,
        fc.integer({ min: 0, max: 60_000 }),
        async ({ of, count }, requests, atMs) => {
          const policy = await policyOf(of, count);
          const play = new Play(policy).run([...requests.slice(0, 10), ...inBurst(requests.slice(10), atMs)]);
          for (const { outcome, played } of play.results) {
            if (outcome !== 'NO_ROOM') continue;
            const own = requests.filter(({ consumerId }) => consumerId === played.consumerId).length;
            expect(own > LAST_RESORTS_PER_CONSUMER || requests.length > LAST_RESORTS_MAX).toBe(true);
            expect(own).toBeLessThan(requests.length);
          }
          for (const { room } of play.state.suspensions.values()) {
            for (let entered = 0; entered < LAST_RESORTS_MAX; entered += 1) {
              expect(room.enter(entered % 2 === 0 ? 'one' : 'two')).toBe(true);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
