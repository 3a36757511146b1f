import { REPORTED_SUSPENSIONS_MAX } from '@switchyard/contract';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { reportHealth } from './reported-health';

const NOW = 1_000_000;
const FAILED = { cause: 'FAILURE_STATUS', status: 503 } as const;

function served() {
  const gateway = new GatewayUnderTest('http://127.0.0.1:9');
  gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a', 'b', 'c'], suspendDurationSeconds: 30 });
  const aiApi = gateway.compile({});
  const [first] = aiApi.policyStates;
  const [policy, state] = first!;
  return { aiApi, policy, state };
}

it('reports each target that was ever suspended with its state, since when and why', () => {
  const { aiApi, policy, state } = served();
  const [a, b, c] = policy.targets;
  state.suspend(a!, NOW, 9_000, null, FAILED);
  state.suspend(b!, NOW, 3_000, null, { cause: 'TIMEOUT', status: null });
  state.suspend(c!, NOW, 1_000, null, FAILED);
  const of = (target: typeof a) => ({
    policyId: policy.id,
    environment: 'PRODUCTION',
    modelId: target!.model.id,
    endpointId: target!.endpoint.id,
  });
  expect(reportHealth([aiApi], NOW + 2_000)).toEqual({
    suspensions: [
      { ...of(b), until: iso(NOW + 3_000), since: iso(NOW), cause: 'TIMEOUT', status: null },
      { ...of(a), until: iso(NOW + 9_000), since: iso(NOW), ...FAILED },
    ],
    returned: [{ ...of(c), availability: 'PROBE', since: iso(NOW + 1_000), ...FAILED }],
  });
});

it('reports no more targets than fit into a status', () => {
  const { aiApi, policy, state } = served();
  state.suspend(policy.targets[0]!, NOW, 9_000, null, FAILED);
  const many = Array.from({ length: REPORTED_SUSPENSIONS_MAX + 1 }, () => aiApi);
  expect(reportHealth(many, NOW).suspensions).toHaveLength(REPORTED_SUSPENSIONS_MAX);
  expect(reportHealth(many, NOW + 9_000).returned).toHaveLength(REPORTED_SUSPENSIONS_MAX);
});

const iso = (ms: number) => new Date(ms).toISOString();
