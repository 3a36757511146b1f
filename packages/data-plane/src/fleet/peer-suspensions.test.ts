import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  InProcessMessageBus,
  TARGET_HEALTH_SUBJECT,
  type TargetHealthMessage,
  SHARED_SUSPENSIONS_MAX,
} from '@switchyard/contract';
import pino from 'pino';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { suspend } from '../testing/suspend.suite';
import { PeerSuspensions } from './peer-suspensions';
import { suspendReported } from './suspend-reported';
import { UnsentSuspensions } from './unsent-suspensions';

const NOW = 1_000_000;
const FAILED = { cause: 'FAILURE_STATUS', status: 503, detail: null } as const;
const bus = new InProcessMessageBus();
const open: { close(): void }[] = [];
const heard: string[] = [];
const stopHearing = bus.subscribe(TARGET_HEALTH_SUBJECT, (message) => {
  heard.push(Buffer.from(message).toString());
});
afterAll(stopHearing);
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  heard.length = 0;
});
afterEach(() => {
  for (const each of open.splice(0)) each.close();
  jest.useRealTimers();
});

/** One data plane's view of an AI API whose entry all of them share; its clock differs from the others'. */
async function dataPlane(gateway: GatewayUnderTest, clockOffsetMs: number) {
  const nowMs = () => NOW + Date.now() - startedAtMs + clockOffsetMs;
  const table = await gateway.otherTable({ onSuspended: (suspension) => unsent.note(suspension) });
  const peers = new PeerSuspensions({
    bus,
    dataPlaneId: randomUUID(),
    onReported: (suspensions) => suspensions.forEach((each) => suspendReported(table, each, nowMs())),
    log: pino({ level: 'silent' }),
  });
  const unsent = new UnsentSuspensions({ send: (suspensions) => peers.report(suspensions), nowMs });
  open.push(peers, unsent);
  const [first] = table.aiApisByBasePath.get(gateway.entry.basePath)!.policyStates;
  const [policy, state] = first!;
  return { policy, state, nowMs, peers, unsent };
}
let startedAtMs = 0;
const reported = () => heard.map((text) => (JSON.parse(text) as TargetHealthMessage).suspensions);

/** Two data planes with a round robin over a, b and c. */
async function twoPeers(clockOffsetMs = 0) {
  startedAtMs = Date.now();
  const gateway = new GatewayUnderTest('http://127.0.0.1:9');
  gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a', 'b', 'c'], suspendDurationSeconds: 30 });
  return { gateway, here: await dataPlane(gateway, 0), there: await dataPlane(gateway, clockOffsetMs) };
}

async function pass(ms: number): Promise<void> {
  jest.advanceTimersByTime(ms);
  await nextTurn();
  await nextTurn();
}

describe('PeerSuspensions', () => {
  it('suspends a target for the remaining time, however much the clocks differ', async () => {
    const { here, there } = await twoPeers(-86_400_000);
    const target = there.policy.targets[1]!;
    suspend(here.state, here.policy.targets[1]!, here.nowMs(), 30_000, null, FAILED);
    await pass(50);
    const suspension = there.state.suspensions.get(target.key);
    expect(suspension).toMatchObject({ untilMs: there.nowMs() + 29_950, probing: false, cause: 'REPORTED_BY_PEER' });
    expect(there.state.suspensions.size).toBe(1);
  });

  it('reports once per interval, and does not pass on what it received', async () => {
    const { here, there } = await twoPeers();
    for (const target of here.policy.targets.slice(0, 2))
      suspend(here.state, target, here.nowMs(), 30_000, null, FAILED);
    suspend(here.state, here.policy.targets[0]!, here.nowMs(), 60_000, null, FAILED);
    await pass(50);
    await pass(1_000);
    expect(there.state.suspensions.size).toBe(2);
    expect(heard).toHaveLength(1);
    expect(
      reported()[0]
        ?.map(({ remainingMs }) => remainingMs)
        .toSorted(),
    ).toEqual([29_950, 59_950]);
  });

  it('does not report a suspension that ended before it was sent', async () => {
    const { here, there } = await twoPeers();
    const [kept, ended] = here.policy.targets;
    for (const target of [kept!, ended!]) suspend(here.state, target, here.nowMs(), 30_000, null, FAILED);
    here.state.endSuspensions((key) => key === ended!.key);
    await pass(50);
    expect([...there.state.suspensions.keys()]).toEqual([kept!.key]);
  });

  it('sends at most one message of bounded length per interval, however much fails', async () => {
    const { gateway, here } = await twoPeers();
    const target = here.policy.targets[0]!;
    const held = () => ({ ...FAILED, hardUntilMs: null, untilMs: NOW + 30_000 });
    const common = {
      aiApiId: gateway.entry.id,
      environment: 'PRODUCTION' as const,
      target,
      hasNewReason: true,
      ...FAILED,
    };
    for (let index = 0; index < 10_000; index += 1) {
      here.unsent.note({ ...common, policyId: randomUUID(), untilMs: NOW + 30_000, held });
    }
    for (let interval = 1; interval <= 10; interval += 1) {
      await pass(50);
      expect(heard).toHaveLength(interval);
    }
    await pass(1_000);
    expect(reported().map((suspensions) => suspensions.length)).toEqual(Array<number>(10).fill(SHARED_SUSPENSIONS_MAX));
  });

  it('ignores unknown targets and invalid messages, and continues', async () => {
    const { gateway, here, there } = await twoPeers();
    const [target, other] = here.policy.targets;
    const known = {
      aiApiId: gateway.entry.id,
      policyId: here.policy.id,
      environment: 'PRODUCTION' as const,
      modelId: target!.model.id,
      endpointId: target!.endpoint.id,
      remainingMs: 5_000,
    };
    const wrong = [
      { aiApiId: randomUUID() },
      { policyId: randomUUID() },
      { environment: 'SANDBOX' },
      { modelId: randomUUID() },
      { endpointId: randomUUID() },
      { remainingMs: 0 },
      { remainingMs: 1e12 },
    ].map((change) => JSON.stringify({ dataPlaneId: randomUUID(), suspensions: [{ ...known, ...change }] }));
    for (const message of [...wrong, 'hello', '[]', '{}', ' '.repeat(100_000)]) {
      bus.publish(TARGET_HEALTH_SUBJECT, Buffer.from(message));
    }
    await pass(0);
    expect(there.state.suspensions.size).toBe(0);
    suspend(here.state, other!, here.nowMs(), 30_000, null, FAILED);
    await pass(50);
    expect([...there.state.suspensions.keys()]).toEqual([other!.key]);
  });

  it('suspends nothing if its own policy has suspension switched off', async () => {
    const { gateway, here } = await twoPeers();
    gateway.entry.policies[0]!.suspendDurationSeconds = 0;
    const off = await dataPlane(gateway, 0);
    suspend(here.state, here.policy.targets[0]!, here.nowMs(), 30_000, null, FAILED);
    await pass(50);
    expect(off.state.suspensions.size).toBe(0);
  });

  it('sends and receives nothing once closed', async () => {
    const { here, there } = await twoPeers();
    here.peers.close();
    suspend(here.state, here.policy.targets[0]!, here.nowMs(), 30_000, null, FAILED);
    suspend(there.state, there.policy.targets[1]!, there.nowMs(), 30_000, null, FAILED);
    await pass(50);
    expect(here.state.suspensions.size).toBe(1);
    expect(there.state.suspensions.size).toBe(1);
  });
});
