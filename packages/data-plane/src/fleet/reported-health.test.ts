import {
  REPORTED_DETAILS_MAX,
  REPORTED_SUSPENSIONS_MAX,
  type ReportedSuspension,
  type ReturnedTarget,
} from '@switchyard/contract';
import { LiveAiApi } from '../table/live-ai-api';
import { serveProvider } from '../table/served-provider';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { clockAt, suspend } from '../testing/suspend.suite';
import { reportHealth } from './reported-health';

const NOW = 1_000_000;
const FAILED = { cause: 'FAILURE_STATUS', status: 503, detail: null } as const;
const TIMED_OUT = { cause: 'TIMEOUT', status: null, detail: null } as const;

async function served() {
  const gateway = new GatewayUnderTest('http://127.0.0.1:9');
  gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a', 'b', 'c'], suspendDurationSeconds: 30 });
  const table = await gateway.otherTable();
  const [first] = table.aiApisByBasePath.get(gateway.entry.basePath)!.policyStates;
  const [policy, state] = first!;
  return { gateway, table, policy, state };
}

it('reports each target that was ever suspended with its state, since when and why', async () => {
  const { table, policy, state } = await served();
  const [a, b, c] = policy.targets;
  suspend(state, a!, NOW, 9_000, 4_000, FAILED);
  suspend(state, b!, NOW, 3_000, null, TIMED_OUT);
  suspend(state, c!, NOW, 1_000, null, FAILED);
  const of = (target: typeof a) => ({
    policyId: policy.id,
    environment: 'PRODUCTION',
    modelId: target!.model.id,
    endpointId: target!.endpoint.id,
  });
  expect(await reportHealth(table, clockAt(NOW + 2_000))).toEqual({
    suspensions: [
      { ...of(b), until: iso(NOW + 3_000), hardUntil: null, since: iso(NOW), ...TIMED_OUT },
      { ...of(a), until: iso(NOW + 9_000), hardUntil: iso(NOW + 4_000), since: iso(NOW), ...FAILED },
    ],
    returned: [{ ...of(c), availability: 'PROBE', since: iso(NOW + 1_000), ...FAILED }],
  });
});

it('does not report a target that left the rotation, and derives no AI API to find out', async () => {
  const { gateway, table, policy, state } = await served();
  const [a, b] = policy.targets;
  for (const target of [a!, b!]) suspend(state, target, NOW, 9_000, null, FAILED);
  const { provider } = gateway;
  const models = provider.models.map((model) => ({ ...model, enabled: model.id !== a!.model.id }));
  const id = provider.id;
  const value = serveProvider(gateway.servingParts, { ...provider, models });
  await table.apply({ lineage: id, revision: 2 }, [{ kind: 'provider', id, value, before: table.provider(id) }]);
  const derived = jest.spyOn(LiveAiApi.prototype, 'serve');
  expect((await reportHealth(table, clockAt(NOW))).suspensions.map((each) => each.modelId)).toEqual([b!.model.id]);
  expect(derived).not.toHaveBeenCalled();
  derived.mockRestore();
});

it('reports no more targets than fit into a status', async () => {
  const { table, policy, state } = await served();
  suspend(state, policy.targets[0]!, NOW, 9_000, null, FAILED);
  const [side] = table.policyStates.everSuspended();
  const everSuspended = () => Array.from({ length: REPORTED_SUSPENSIONS_MAX + 1 }, () => side!);
  const many = { policySide: table.policySide.bind(table), policyStates: { everSuspended } };
  expect((await reportHealth(many, clockAt(NOW))).suspensions).toHaveLength(REPORTED_SUSPENSIONS_MAX);
  expect((await reportHealth(many, clockAt(NOW + 9_000))).returned).toHaveLength(REPORTED_SUSPENSIONS_MAX);
});

it('says what exactly went wrong, for the first targets of each list', async () => {
  const { table, policy, state } = await served();
  const detail = 'DEPTH_ZERO_SELF_SIGNED_CERT: self-signed certificate';
  const untrusted = { cause: 'CERTIFICATE_UNTRUSTED', status: null, detail } as const;
  suspend(state, policy.targets[0]!, NOW, 9_000, null, untrusted);
  const [side] = table.policyStates.everSuspended();
  const everSuspended = () => Array.from({ length: REPORTED_DETAILS_MAX + 1 }, () => side!);
  const many = { policySide: table.policySide.bind(table), policyStates: { everSuspended } };
  const expected = [...Array.from({ length: REPORTED_DETAILS_MAX }, () => detail), null];
  const details = (reported: readonly ReturnedTarget[] | readonly ReportedSuspension[]) =>
    reported.map((each) => each.detail);
  expect(details((await reportHealth(many, clockAt(NOW))).suspensions)).toEqual(expected);
  expect(details((await reportHealth(many, clockAt(NOW + 9_000))).returned ?? [])).toEqual(expected);
});

it('lets the event loop turn, however many targets were ever suspended', async () => {
  const { table, policy, state } = await served();
  suspend(state, policy.targets[0]!, NOW, 9_000, null, FAILED);
  const [side] = table.policyStates.everSuspended();
  let turns = 0;
  const count = () => {
    turns += 1;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  // As if each took a millisecond, on however slow a machine.
  let clockMs = performance.now();
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => (clockMs += 1));
  const everSuspended = () => Array.from({ length: 100 }, () => side!);
  await reportHealth({ policySide: table.policySide.bind(table), policyStates: { everSuspended } }, clockAt(NOW));
  clock.mockRestore();
  clearImmediate(timer);
  expect(turns).toBeGreaterThanOrEqual(10);
});

const iso = (ms: number) => new Date(ms).toISOString();
