import {
  DATA_PLANES_BUCKET,
  type DataPlaneStatus,
  decodeStatus,
  InProcessKeyValueStore,
  type KeyValueStore,
  NatsKeyValueStore,
  openNats,
  type Rejection,
} from '@switchyard/contract';
import { freePort, startNats } from '@switchyard/local-services';
import { randomUUID } from 'node:crypto';
import { until } from '@switchyard/runtime';
import { sealingKey, silentLog } from '../table/routing-table.suite';
import type { ReportedHealth } from './reported-health';
import { StatusReporter } from './status-reporter';

const identity = { id: randomUUID(), host: 'gateway-1', version: '0.1.0', startedAt: new Date(0).toISOString() };
const target = {
  policyId: randomUUID(),
  environment: 'PRODUCTION' as const,
  modelId: randomUUID(),
  endpointId: randomUUID(),
};

const FAULT = { providerId: randomUUID(), endpointId: randomUUID(), reason: 'the credential cannot be read' };

const HEALTH_INTERVAL_MS = 200;

class FakeFollower {
  applied: { lineage: string; revision: number } | null = null;
  currentAtMs: number | null = null;
  observedRevision: number | null = null;
  rejection: Rejection | null = null;
  lastRejection: Rejection | null = null;
  readonly #listeners = new Set<() => void>();
  onChange(listener: () => void) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  apply(revision: number): void {
    this.applied = { lineage: this.applied?.lineage ?? randomUUID(), revision };
    this.observedRevision = revision;
    for (const listener of this.#listeners) listener();
  }
}

const reporters: StatusReporter[] = [];
function report(
  store: KeyValueStore,
  follower: FakeFollower,
  intervalMs: number,
  health: () => ReportedHealth = () => ({ suspensions: [], returned: [] }),
  now: () => Date = () => new Date(),
) {
  const reporter = new StatusReporter({
    store,
    statusKey: sealingKey.statusKey,
    identity,
    follower,
    storageProblem: () => 'the disk is full',
    usageProblem: () => 'usage cannot be sent',
    requestsInFlight: () => 7,
    health: async () => health(),
    endpointFaults: () => [FAULT],
    log: silentLog,
    intervalMs,
    healthIntervalMs: HEALTH_INTERVAL_MS,
    now,
  });
  reporters.push(reporter);
  return reporter;
}
async function reported(store: KeyValueStore): Promise<DataPlaneStatus | null> {
  const value = (await store.read()).entries.get(identity.id)?.value;
  return value === undefined ? null : decodeStatus(sealingKey.statusKey, identity.id, value).status;
}

async function untilReported(store: KeyValueStore, end: string): Promise<void> {
  await until(
    async () => (await reported(store))?.suspensions[0]?.until === end,
    `a suspension until ${end} is reported`,
  );
}

afterEach(async () => {
  for (const reporter of reporters.splice(0)) await reporter.close();
});

describe('StatusReporter', () => {
  test('reports at the start', async () => {
    const store = new InProcessKeyValueStore();
    const follower = new FakeFollower();
    follower.currentAtMs = 5;
    report(store, follower, 60_000);
    await until(async () => (await reported(store)) !== null, 'it has reported');
    expect(await reported(store)).toMatchObject({
      ...identity,
      requestsInFlight: 7,
      appliedRevision: null,
      currentAt: new Date(5).toISOString(),
      storageProblem: 'the disk is full',
      usageProblem: 'usage cannot be sent',
      endpointFaults: [FAULT],
    });
  });

  test('reports a new revision at once, and several in quick succession together', async () => {
    const store = new InProcessKeyValueStore();
    const follower = new FakeFollower();
    report(store, follower, 60_000);
    await until(async () => (await reported(store)) !== null, 'it has reported');
    for (let revision = 1; revision <= 50; revision += 1) follower.apply(revision);
    await until(async () => (await reported(store))?.appliedRevision === 50, 'revision 50 is reported');
    expect((await store.read()).lastSequence).toBe(2);
  });

  test("reports a change in a target's health soon, and many changes no more often than allowed", async () => {
    const store = new InProcessKeyValueStore();
    let end = new Date(Date.now() + 60_000).toISOString();
    const reporter = report(store, new FakeFollower(), 60_000, () => ({
      suspensions: [{ ...target, until: end }],
      returned: [],
    }));
    await untilReported(store, end);
    const startedMs = performance.now();
    for (let change = 1; change <= 5; change += 1) {
      end = new Date(Date.now() + 60_000 + change).toISOString();
      reporter.noteHealth();
      reporter.noteHealth();
      await untilReported(store, end);
    }
    expect(performance.now() - startedMs).toBeGreaterThan(4 * HEALTH_INTERVAL_MS);
    expect((await store.read()).lastSequence).toBe(6);
  });

  test('reports the end of a suspension, although it raises no event', async () => {
    const store = new InProcessKeyValueStore();
    const endsAt = new Date(Date.now() + 100).toISOString();
    let isOver = false;
    report(store, new FakeFollower(), 60_000, () =>
      isOver
        ? { suspensions: [], returned: [{ ...target, availability: 'PROBE' }] }
        : { suspensions: [{ ...target, until: endsAt }], returned: [] },
    );
    await until(async () => (await reported(store))?.suspensions.length === 1, 'the target is suspended');
    isOver = true;
    await until(async () => (await reported(store))?.returned?.[0]?.availability === 'PROBE', 'the target is probed');
  });

  test('dates each report later than the one before, whatever the wall clock does: others are taken for replays', async () => {
    const store = new InProcessKeyValueStore();
    const steps = [0, -700_000, -700_000, 700_000, -1, 0];
    let read = 0;
    const now = () => new Date(1_700_000_000_000 + (steps[read++ % steps.length] ?? 0));
    const dates: string[] = [];
    report(store, new FakeFollower(), 5, undefined, now);
    await until(async () => {
      const at = (await reported(store))?.reportedAt;
      if (at !== undefined && at !== dates.at(-1)) dates.push(at);
      return dates.length >= 6;
    }, 'it has reported six times');
    expect(dates.map(Date.parse)).toEqual(dates.map(Date.parse).toSorted((a, b) => a - b));
    expect(new Date(dates[0]!).getTime()).toBeGreaterThanOrEqual(1_700_000_000_000);
  });

  test('keeps reporting when nothing changes', async () => {
    const store = new InProcessKeyValueStore();
    report(store, new FakeFollower(), 10);
    await until(async () => (await store.read()).lastSequence >= 3, 'it has reported three times');
  });

  test('reports the shutdown last', async () => {
    const store = new InProcessKeyValueStore();
    const follower = new FakeFollower();
    await report(store, follower, 5).close();
    const { lastSequence } = await store.read();
    expect(await reported(store)).toMatchObject({ stopped: true, appliedRevision: null });
    follower.apply(1);
    const elsewhere = new InProcessKeyValueStore();
    report(elsewhere, new FakeFollower(), 5);
    await until(async () => (await elsewhere.read()).lastSequence >= 5, 'another data plane has reported');
    expect((await store.read()).lastSequence).toBe(lastSequence);
  });

  test('on shutdown waits at most a second for an unreachable NATS', async () => {
    const client = openNats(`nats://127.0.0.1:${await freePort()}`, { name: 'test', log: silentLog });
    const store = new NatsKeyValueStore(client, DATA_PLANES_BUCKET, { log: silentLog });
    await report(store, new FakeFollower(), 60_000).close();
    await client.close();
  });

  test('does not fail while NATS is away, and reports once it is back', async () => {
    const port = await freePort();
    const client = openNats(`nats://127.0.0.1:${port}`, { name: 'test', log: silentLog });
    const store = new NatsKeyValueStore(client, DATA_PLANES_BUCKET, { log: silentLog });
    const follower = new FakeFollower();
    report(store, follower, 50);
    follower.apply(1);
    const nats = await startNats({ port });
    try {
      await until(async () => (await reported(store).catch(() => null))?.appliedRevision === 1, 'it has reported');
      await nats.kill();
      follower.apply(2);
      await nats.restart();
      await until(
        async () => (await reported(store).catch(() => null))?.appliedRevision === 2,
        'it has reported again',
      );
    } finally {
      for (const reporter of reporters.splice(0)) await reporter.close();
      await client.close();
      await nats.stop();
    }
  });
});
