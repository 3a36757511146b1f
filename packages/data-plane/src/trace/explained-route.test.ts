import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { TargetHealth } from '../health/candidate-health';
import { clockAt, suspend } from '../testing/suspend.suite';
import { type ExplainedRoute, explainPolicyRoute } from './explained-route';

const NOW = 1_000_000;
const SHOWN = { cause: 'FAILURE_STATUS', status: 503 } as const;
const FAILED = { ...SHOWN, detail: 'what only operators may read' };
const REJECTED = { cause: 'CREDENTIAL_REJECTED', status: 401, detail: null } as const;
const iso = (ms: number) => new Date(ms).toISOString();

/** A round robin over a, b and c, with the state from which a request planned now is decided. */
async function planned(maxAttempts: number) {
  const gateway = new GatewayUnderTest('http://127.0.0.1:9');
  gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a', 'b', 'c'], maxAttempts, suspendDurationSeconds: 30 });
  const [first] = (await gateway.servedElsewhere()).policyStates;
  const [policy, state] = first!;
  const healths = policy.targets.map((target) => new TargetHealth(state, policy, target, 'app', () => false));
  const [a, b, c] = policy.targets;
  const decide = () => {
    const { suspensions } = state;
    const explain = () =>
      explainPolicyRoute({
        policy,
        ticket: 0,
        suspensions,
        suspensionsNow: state.suspensions,
        nowMs: NOW,
        healths,
        clock: clockAt(NOW),
      });
    return { explain, reasons: () => reasons(explain()) };
  };
  return { policy, state, healths, decide, a: a!, b: b!, c: c! };
}
const reasons = (route: ExplainedRoute) =>
  route.candidates.map(({ target, reason, attempt }) => `${target} ${reason} ${attempt ?? '-'}`);

describe('explainPolicyRoute', () => {
  it('explains the decision as it was made, whatever happened to the targets since', async () => {
    const { a, state, decide } = await planned(2);
    const decision = decide();
    suspend(state, a, NOW, 30_000, null, FAILED);
    expect(decision.reasons()).toEqual([
      'production/a TURN 1',
      'production/b NEXT_IN_ROTATION 2',
      'production/c BEYOND_MAX_ATTEMPTS -',
    ]);
    expect(decision.explain().candidates[0]).not.toHaveProperty('suspension');
  });

  it('explains a target that was skipped at dispatch, and which one moved up', async () => {
    const { a, b, state, healths, decide } = await planned(2);
    suspend(state, a, NOW - 30_000, 30_000, null, REJECTED);
    const decision = decide();
    state.claim(a, NOW);
    suspend(state, b, NOW, 30_000, 9_000, FAILED);
    expect(healths.map((health) => health.claim(NOW))).toEqual([false, false, true]);
    expect(decision.reasons()).toEqual([
      'production/c NEXT_IN_ROTATION 1',
      'production/a LAST_RESORT 2',
      'production/b SUSPENDED -',
    ]);
  });

  it('explains a target that was softly suspended at dispatch as the last resort that it became', async () => {
    const { a, state, healths, decide } = await planned(2);
    const decision = decide();
    suspend(state, a, NOW, 30_000, null, FAILED);
    expect(healths.map((health) => health.claim(NOW))).toEqual([false, true, true]);
    expect(decision.reasons()).toEqual([
      'production/b NEXT_IN_ROTATION 1',
      'production/c NEXT_IN_ROTATION 2',
      'production/a BEYOND_MAX_ATTEMPTS -',
    ]);
    const three = await planned(3);
    const all = three.decide();
    suspend(three.state, three.a, NOW, 30_000, null, FAILED);
    expect(three.healths.map((health) => health.claim(NOW))).toEqual([false, true, true]);
    expect(three.healths[0]?.claimAsLastResort(NOW)).toBe(true);
    expect(all.reasons().at(-1)).toBe('production/a LAST_RESORT 3');
    expect(all.explain().candidates.at(-1)?.suspension).toMatchObject({ grade: 'SOFT', cause: 'FAILURE_STATUS' });
  });

  it('shows no suspension of a probe, and of a target that is being probed no time that is over', async () => {
    const { a, state, decide } = await planned(3);
    suspend(state, a, NOW - 30_000, 30_000, 9_000, FAILED);
    const [probe] = decide().explain().candidates;
    expect(probe).toEqual({ provider: 'openai', target: 'production/a', reason: 'PROBE', attempt: 1 });
    state.claim(a, NOW);
    expect(decide().explain().candidates.at(-1)).toEqual({
      provider: 'openai',
      target: 'production/a',
      reason: 'LAST_RESORT',
      attempt: 3,
      suspension: { grade: 'SOFT', ...SHOWN },
    });
  });

  it('shows no end of a hard part that is over', async () => {
    const { a, state, decide } = await planned(3);
    suspend(state, a, NOW - 10_000, 30_000, 9_000, FAILED);
    expect(decide().explain().candidates.at(-1)?.suspension).toEqual({
      grade: 'SOFT',
      ...SHOWN,
      until: iso(NOW + 20_000),
    });
  });

  it('says how and why targets are suspended, and until when', async () => {
    const { policy, a, b, state, decide } = await planned(3);
    suspend(state, a, NOW, 10_000, 1_000, FAILED);
    state.suspendReportedByPeer(policy.targets, b, NOW, 2_000);
    expect(decide().explain().candidates).toEqual([
      { provider: 'openai', target: 'production/c', reason: 'TURN', attempt: 1 },
      {
        provider: 'openai',
        target: 'production/b',
        reason: 'LAST_RESORT',
        attempt: 2,
        suspension: { grade: 'SOFT', cause: 'REPORTED_BY_PEER', until: iso(NOW + 2_000) },
      },
      {
        provider: 'openai',
        target: 'production/a',
        reason: 'SUSPENDED',
        attempt: null,
        suspension: { grade: 'HARD', ...SHOWN, until: iso(NOW + 10_000), hardUntil: iso(NOW + 1_000) },
      },
    ]);
  });
});
