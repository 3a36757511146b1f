import { randomUUID } from 'node:crypto';
import type { CausedSuspension } from '../health/policy-states';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { suspend } from '../testing/suspend.suite';
import { siblingSuspension, suspendLikeSibling } from './sibling-suspension';

const NOW = 1_000_000;
/** The sibling's monotonic clock began at another time. */
const SIBLING_NOW = 5;
const RATE_LIMITED = { cause: 'RATE_LIMITED', status: 429, detail: 'too many' } as const;

async function twoWorkers() {
  const gateway = new GatewayUnderTest('http://127.0.0.1:9');
  gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 30 });
  const caused: CausedSuspension[] = [];
  const here = await gateway.otherTable({ onSuspended: (suspension) => caused.push(suspension) });
  const sibling = await gateway.otherTable();
  const [hereSide, siblingSide] = [here, sibling].map((table) => {
    const [first] = table.aiApisByBasePath.get(gateway.entry.basePath)!.policyStates;
    return { policy: first![0], state: first![1] };
  });
  return { gateway, caused, here: { table: here, ...hereSide! }, sibling: { table: sibling, ...siblingSide! } };
}

it('suspends a target as long and as hard as at the worker that met the failure, and is passed on to nobody', async () => {
  const { caused, here, sibling } = await twoWorkers();
  const target = here.policy.targets[0]!;
  suspend(here.state, target, NOW, 30_000, 4_000, RATE_LIMITED);
  const told = siblingSuspension(here.table, caused[0]!, NOW + 1)!;
  suspendLikeSibling(sibling.table, JSON.parse(JSON.stringify(told)) as typeof told, SIBLING_NOW);
  expect(sibling.state.suspensions.get(target.key)).toMatchObject({
    untilMs: SIBLING_NOW + 29_999,
    hardUntilMs: SIBLING_NOW + 3_999,
    ...RATE_LIMITED,
  });
  expect(caused).toHaveLength(1);
});

it('tells nothing of a suspension that has ended', async () => {
  const { caused, here } = await twoWorkers();
  suspend(here.state, here.policy.targets[0]!, NOW, 30_000, null, RATE_LIMITED);
  here.state.endSuspensions(() => true);
  expect(siblingSuspension(here.table, caused[0]!, NOW)).toBeNull();
});

it('suspends the last available target too, because the sibling has the same network', async () => {
  const { caused, here, sibling } = await twoWorkers();
  for (const target of here.policy.targets) suspend(here.state, target, NOW, 30_000, null, RATE_LIMITED);
  for (const each of caused) suspendLikeSibling(sibling.table, siblingSuspension(here.table, each, NOW)!, SIBLING_NOW);
  expect(sibling.state.suspensions.size).toBe(2);
});

it('ignores targets and policies that it does not serve', async () => {
  const { caused, here, sibling } = await twoWorkers();
  suspend(here.state, here.policy.targets[0]!, NOW, 30_000, null, RATE_LIMITED);
  const told = siblingSuspension(here.table, caused[0]!, NOW)!;
  for (const change of [
    { aiApiId: randomUUID() },
    { policyId: randomUUID() },
    { environment: 'SANDBOX' as const },
    { targetKey: 'another' },
  ])
    suspendLikeSibling(sibling.table, { ...told, ...change }, SIBLING_NOW);
  expect(sibling.state.suspensions.size).toBe(0);
});

it('ignores what a sibling says of a target that has another address by now', async () => {
  const { gateway, caused, here, sibling } = await twoWorkers();
  suspend(here.state, here.policy.targets[0]!, NOW, 30_000, null, RATE_LIMITED);
  const told = siblingSuspension(here.table, caused[0]!, NOW)!;
  gateway.moveEndpoints('http://127.0.0.1:10');
  const mended = await gateway.otherTable();
  suspendLikeSibling(mended, told, SIBLING_NOW);
  expect([...mended.policyStates.everSuspended()]).toEqual([]);
  suspendLikeSibling(sibling.table, told, SIBLING_NOW);
  expect([...sibling.table.policyStates.everSuspended()]).toHaveLength(1);
});
