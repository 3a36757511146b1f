import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { TargetHealth } from '../health/candidate-health';
import { type ExplainedRoute, explainPolicyRoute } from './explained-route';

const NOW = 1_000_000;
const FAILED = { cause: 'FAILURE_STATUS', status: 503 } as const;

/** A round robin over a, b and c, with the state from which a request planned now is decided. */
async function planned(maxAttempts: number) {
  const gateway = new GatewayUnderTest('http://127.0.0.1:9');
  gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a', 'b', 'c'], maxAttempts, suspendDurationSeconds: 30 });
  const [first] = (await gateway.servedElsewhere()).policyStates;
  const [policy, state] = first!;
  const healths = policy.targets.map((target) => new TargetHealth(state, policy, target));
  const decide = () => ({ policy, ticket: 0, suspensions: state.suspensions, nowMs: NOW, healths });
  return { policy, state, healths, decide };
}
const reasons = (route: ExplainedRoute) =>
  route.candidates.map(({ target, reason, attempt }) => `${target} ${reason} ${attempt ?? '-'}`);

describe('explainPolicyRoute', () => {
  it('explains the decision as it was made, whatever happened to the targets since', async () => {
    const { policy, state, decide } = await planned(2);
    const decision = decide();
    state.suspend(policy.targets[0]!, NOW, 30_000, null, FAILED);
    expect(reasons(explainPolicyRoute(decision))).toEqual([
      'production/a TURN 1',
      'production/b NEXT_IN_ROTATION 2',
      'production/c BEYOND_MAX_ATTEMPTS -',
    ]);
  });

  it('explains a target that was skipped at dispatch, and which one moved up', async () => {
    const { policy, state, healths, decide } = await planned(2);
    state.suspend(policy.targets[0]!, NOW - 30_000, 30_000, null, FAILED);
    const decision = decide();
    state.claim(policy.targets[0]!, NOW);
    state.suspend(policy.targets[1]!, NOW, 30_000, null, FAILED);
    expect(healths.map((health) => health.claim(NOW))).toEqual([false, false, true]);
    expect(reasons(explainPolicyRoute(decision))).toEqual([
      'production/c NEXT_IN_ROTATION 1',
      'production/a PROBED_BY_ANOTHER -',
      'production/b SUSPENDED -',
    ]);
  });

  it('marks suspensions that a peer reported', async () => {
    const { policy, state, decide } = await planned(2);
    state.suspend(policy.targets[0]!, NOW, 1_000, null, FAILED);
    state.suspendReportedByPeer(policy.targets, policy.targets[1]!, NOW, 2_000);
    expect(explainPolicyRoute(decide()).candidates).toEqual([
      { provider: 'openai', target: 'production/c', reason: 'TURN', attempt: 1 },
      {
        provider: 'openai',
        target: 'production/a',
        reason: 'SUSPENDED',
        attempt: null,
        suspendedUntil: new Date(NOW + 1_000).toISOString(),
      },
      {
        provider: 'openai',
        target: 'production/b',
        reason: 'SUSPENDED',
        attempt: null,
        suspendedUntil: new Date(NOW + 2_000).toISOString(),
        reportedByPeer: true,
      },
    ]);
  });
});
