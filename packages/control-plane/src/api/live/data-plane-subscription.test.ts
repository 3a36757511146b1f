import {
  noTraffic,
  signedTrafficInterest,
  signedTrafficReport,
  TRAFFIC_INTEREST_SUBJECT,
  TRAFFIC_SUBJECT,
} from '@switchyard/contract';
import { randomUUID } from 'node:crypto';
import { until } from '@switchyard/runtime';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { ReportedDataPlane } from '../../testing/reported-data-plane.suite';
import { createWorld, type World } from '../../testing/world.suite';
import { LiveClient } from '../../testing/live-client.suite';

let underTest: ControlPlaneUnderTest;
let world: World;
let policyId: string;
let client: LiveClient;
let dataPlane: ReportedDataPlane;
let reports = 0;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  world = await createWorld(underTest);
  const targets = world.modelIds.map((modelId) => ({ modelId, endpointId: world.productionId }));
  const { policy } = await underTest.change<{ policy: { id: string } }>(
    'attachRoundRobinPolicy',
    { aiApiId: world.aiApiId, production: { targets }, suspendDurationSeconds: 30 },
    'policy { id }',
  );
  policyId = policy.id;
  const { lineage } = await underTest.get<{ lineage: string }>('{ controlPlane { lineage } }');
  dataPlane = new ReportedDataPlane(underTest, lineage);
});
afterAll(() => underTest.stop());
beforeEach(() => {
  client = new LiveClient(underTest.url);
});
afterEach(async () => {
  await client.end();
  await until(() => underTest.liveCounts.connections === 0, 'the connection has ended');
});

const at = (second: number) => `2026-03-01T12:00:${String(second).padStart(2, '0')}.000Z`;
const target = (model: 0 | 1 | 2) => ({
  policyId,
  environment: 'PRODUCTION' as const,
  modelId: world.modelIds[model],
  endpointId: world.productionId,
});

/** Reports, and waits until the control plane has received it. */
async function report(changes: Parameters<ReportedDataPlane['report']>[0] = {}): Promise<void> {
  reports += 1;
  await dataPlane.report({ ...changes, requestsInFlight: reports });
  const query = '{ dataPlanes { requestsInFlight } }';
  const heard = async () => (await underTest.get<{ requestsInFlight: number }[]>(query))[0]?.requestsInFlight;
  await until(async () => (await heard()) === reports, 'the report has come');
}

const FOLLOW_ROLLOUT = `subscription($revision: Int!) { rolloutChanged(revision: $revision) {
  revision state liveCount appliedCount rejectedCount dataPlanes { state dataPlane { id } } } }`;
const commit = async () =>
  (await underTest.change('createConsumer', { name: `consumer-${randomUUID()}` }, 'revision')).revision;

it('sends the rollout once and ends if no data plane is live', async () => {
  const deserted = await ControlPlaneUnderTest.start();
  const { revision } = await deserted.change('createConsumer', { name: 'nobody-serves-it' }, 'revision');
  await deserted.isPublished();
  const follower = new LiveClient(deserted.url);
  const subscriber = follower.subscribe(FOLLOW_ROLLOUT, { revision });
  await until(() => subscriber.isOver, 'it has ended');
  expect(subscriber.events()).toMatchObject([{ state: 'PUBLISHED', liveCount: 0 }]);
  await follower.end();
  await deserted.stop();
});

describe('dataPlaneChanged', () => {
  const FOLLOW =
    'subscription { dataPlaneChanged { id appliedRevision suspensionCount suspensions { target { model { name } } } } }';

  it('sends each data plane and its changes, with the objects that its fields lead to', async () => {
    await report({ appliedRevision: 1, suspensions: [{ ...target(0), until: at(40) }] });
    const subscriber = client.subscribe(FOLLOW);
    await until(() => subscriber.results.length === 1, 'the present state has come');
    await underTest.change('updateModel', { modelId: world.modelIds[0], name: 'renamed' }, 'revision');
    await report({ appliedRevision: 2, suspensions: [{ ...target(0), until: at(40) }] });
    await until(() => subscriber.results.length >= 2, 'the change has come');
    expect(subscriber.events()).toEqual([
      {
        id: dataPlane.id,
        appliedRevision: 1,
        suspensionCount: 1,
        suspensions: [{ target: { model: { name: 'large' } } }],
      },
      {
        id: dataPlane.id,
        appliedRevision: 2,
        suspensionCount: 1,
        suspensions: [{ target: { model: { name: 'renamed' } } }],
      },
    ]);
  });
});

describe('targetHealthChanged', () => {
  const FOLLOW = `subscription($aiApiId: ID) { targetHealthChanged(aiApiId: $aiApiId) {
    availability suspendedUntil cause causeStatus target { model { id } } dataPlane { id } } }`;
  const seen = (model: 0 | 1 | 2, rest: object) => ({
    suspendedUntil: null,
    cause: null,
    causeStatus: null,
    target: { model: { id: world.modelIds[model] } },
    dataPlane: { id: dataPlane.id },
    ...rest,
  });

  it('sends the unavailable targets, then each change, and targets that drop out of the report', async () => {
    await report({
      suspensions: [{ ...target(0), until: at(40), cause: 'FAILURE_STATUS', status: 503, since: at(1) }],
      returned: [{ ...target(1), availability: 'AVAILABLE', cause: 'TIMEOUT', status: null, since: at(1) }],
    });
    const subscriber = client.subscribe(FOLLOW, { aiApiId: world.aiApiId });
    await until(() => subscriber.results.length === 1, 'the present state has come');
    const first = seen(0, {
      availability: 'SUSPENDED',
      suspendedUntil: at(40),
      cause: 'FAILURE_STATUS',
      causeStatus: 503,
    });
    expect(subscriber.events()).toEqual([first]);
    await report({
      suspensions: [{ ...target(2), until: at(50), cause: 'UNREACHABLE', status: null, since: at(2) }],
      returned: [
        { ...target(0), availability: 'PROBE', cause: 'FAILURE_STATUS', status: 503, since: at(2) },
        { ...target(1), availability: 'AVAILABLE', cause: 'TIMEOUT', status: null, since: at(1) },
      ],
    });
    await until(() => subscriber.results.length === 3, 'the changes have come');
    expect(subscriber.events().slice(1)).toEqual(
      expect.arrayContaining([
        seen(0, { availability: 'PROBE', cause: 'FAILURE_STATUS', causeStatus: 503 }),
        seen(2, { availability: 'SUSPENDED', suspendedUntil: at(50), cause: 'UNREACHABLE' }),
      ]),
    );
    await report();
    await until(() => subscriber.results.length === 5, 'both are available again');
    expect(subscriber.events().slice(3)).toEqual(
      expect.arrayContaining([seen(0, { availability: 'AVAILABLE' }), seen(2, { availability: 'AVAILABLE' })]),
    );
  });

  it('sends the targets of one AI API, or of all by default', async () => {
    const { aiApi } = await underTest.change<{ aiApi: { id: string } }>(
      'createAiApi',
      {
        name: 'other',
        basePath: '/other',
        providerIds: [world.providerId],
        defaultProductionEndpointId: world.productionId,
      },
      'aiApi { id }',
    );
    const { policy } = await underTest.change<{ policy: { id: string } }>(
      'attachRoundRobinPolicy',
      { aiApiId: aiApi.id, production: { targets: [{ modelId: world.modelIds[0], endpointId: world.productionId }] } },
      'policy { id }',
    );
    const other = { ...target(0), policyId: policy.id };
    const [one, all] = [client.subscribe(FOLLOW, { aiApiId: aiApi.id }), client.subscribe(FOLLOW)];
    await until(() => underTest.liveCounts.subscriptions === 2, 'the subscriptions have begun');
    await report({
      suspensions: [
        { ...target(1), until: at(40) },
        { ...other, until: at(50) },
      ],
    });
    await until(() => all.results.length === 2 && one.results.length === 1, 'the suspensions have come');
    expect(one.events()).toEqual([seen(0, { availability: 'SUSPENDED', suspendedUntil: at(50) })]);
    expect(
      all
        .events<{ suspendedUntil: string }>()
        .map(({ suspendedUntil }) => suspendedUntil)
        .toSorted(),
    ).toEqual([at(40), at(50)]);
  });

  it('refuses an unknown AI API', async () => {
    for (const aiApiId of [randomUUID(), 'none']) {
      expect((await client.subscribe(FOLLOW, { aiApiId }).error()).extensions).toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});

describe('rolloutChanged', () => {
  it('sends the rollout after each change, and ends when no live data plane is pending', async () => {
    const revision = await commit();
    await underTest.isPublished();
    await report({ appliedRevision: revision - 1 });
    const subscriber = client.subscribe(FOLLOW_ROLLOUT, { revision });
    await until(() => subscriber.results.length === 1, 'the present state has come');
    // A report that does not concern the revision is not a change.
    await report({ appliedRevision: revision - 1 });
    await report({ appliedRevision: revision });
    await until(() => subscriber.isOver, 'it has ended');
    expect(subscriber.refusal).toBeNull();
    const told = (state: string, ofDataPlane: string, appliedCount: number) => ({
      revision,
      state,
      liveCount: 1,
      appliedCount,
      rejectedCount: 0,
      dataPlanes: [{ state: ofDataPlane, dataPlane: { id: dataPlane.id } }],
    });
    expect(subscriber.events()).toEqual([told('PUBLISHED', 'PENDING', 0), told('APPLIED', 'APPLIED', 1)]);
  });

  it('ends when the last pending data plane rejects the revision', async () => {
    const revision = await commit();
    await underTest.isPublished();
    await report({ appliedRevision: revision - 1 });
    const refused = client.subscribe(FOLLOW_ROLLOUT, { revision });
    await until(() => refused.results.length === 1, 'the present state has come');
    await dataPlane.refuses(revision);
    await until(() => refused.isOver, 'it has ended');
    expect(refused.events().at(-1)).toMatchObject({ state: 'REJECTED', rejectedCount: 1 });
  });

  it('refuses an unknown revision', async () => {
    for (const revision of [0, 1_000_000]) {
      expect((await client.subscribe(FOLLOW_ROLLOUT, { revision }).error()).extensions).toMatchObject({
        code: 'NOT_FOUND',
      });
    }
  });
});

it('trafficChanged sends what data planes report, once they are asked', async () => {
  const { usageKey } = underTest.sealingKey;
  const interests: unknown[] = [];
  const stop = underTest.messageBus.subscribe(TRAFFIC_INTEREST_SUBJECT, (bytes) => {
    const interest = signedTrafficInterest.decode(usageKey, bytes);
    if (interest === null) return;
    interests.push(interest);
    const traffic = {
      ...noTraffic(world.aiApiId),
      requests: 5,
      callerFaults: 1,
      providerFaults: 1,
      failovers: 2,
      attempts: 7,
    };
    const message = { dataPlaneId: dataPlane.id, aiApis: [traffic, noTraffic(randomUUID())] };
    underTest.messageBus.publish(TRAFFIC_SUBJECT, signedTrafficReport.encode(usageKey, message));
  });
  const query = `subscription ($ids: [ID!]) { trafficChanged(aiApiIds: $ids) {
    from to aiApis { aiApiId requests { total answered callerFaults providerFaults gatewayFaults } failovers attempts tokens } } }`;
  const subscriber = client.subscribe(query, { ids: [world.aiApiId] });
  await until(() => subscriber.results.length > 0, 'a tick has come');
  stop();
  expect(interests).toMatchObject([{ aiApiIds: [world.aiApiId], busiest: false }]);
  const requests = { total: 5, answered: 3, callerFaults: 1, providerFaults: 1, gatewayFaults: 0 };
  expect(subscriber.events<{ aiApis: object[] }>()[0]?.aiApis).toEqual([
    { aiApiId: world.aiApiId, requests, failovers: 2, attempts: 7, tokens: 0 },
  ]);
  expect((await client.subscribe(query, { ids: [] }).error()).extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
});
