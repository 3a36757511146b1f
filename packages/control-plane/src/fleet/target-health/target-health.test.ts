import { randomUUID } from 'node:crypto';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { ReportedDataPlane } from '../../testing/reported-data-plane.suite';
import { createAiApi, createWorld, type World } from '../../testing/world.suite';

let underTest: ControlPlaneUnderTest;
let world: World;
let policyId: string;
let first: ReportedDataPlane;
let second: ReportedDataPlane;

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
  first = new ReportedDataPlane(underTest, lineage);
  second = new ReportedDataPlane(underTest, lineage);
});
afterAll(() => underTest.stop());

const at = (second_: number) => `2026-03-01T12:00:${String(second_).padStart(2, '0')}.000Z`;
const target = (model: 0 | 1 | 2) => ({
  policyId,
  environment: 'PRODUCTION' as const,
  modelId: world.modelIds[model],
  endpointId: world.productionId,
});
const targetId = (model: 0 | 1 | 2) => Object.values(target(model)).join(':');

const FIELDS = 'id availability suspendedUntil cause causeStatus causeDetail since dataPlane { id }';
const healthOfTargets = () =>
  underTest.get<{ policies: { production: { targets: { health: unknown[] }[] } }[] }>(
    `query($id: ID!) { aiApi(id: $id) { policies { production { targets { health { ${FIELDS} } } } } } }`,
    { id: world.aiApiId },
  );

it("shows each target's health on each live data plane", async () => {
  await first.report({
    suspensions: [{ ...target(0), until: at(40), cause: 'CERTIFICATE_UNTRUSTED', detail: 'expired', since: at(10) }],
    returned: [
      { ...target(1), availability: 'PROBE', cause: 'FAILURE_STATUS', status: 503, since: at(5) },
      { ...target(2), availability: 'AVAILABLE', cause: 'REPORTED_BY_PEER', status: null, since: at(1) },
    ],
  });
  await second.report();
  const { policies } = await healthOfTargets();
  const seen = policies[0]?.production.targets.map(({ health }) => health);
  const well = (model: 0 | 1 | 2) => ({
    id: `${targetId(model)}:${second.id}`,
    availability: 'AVAILABLE',
    suspendedUntil: null,
    cause: null,
    causeStatus: null,
    causeDetail: null,
    since: null,
    dataPlane: { id: second.id },
  });
  const met = (model: 0 | 1 | 2, rest: object) => ({
    ...well(model),
    id: `${targetId(model)}:${first.id}`,
    dataPlane: { id: first.id },
    ...rest,
  });
  const suspended = {
    availability: 'SUSPENDED',
    suspendedUntil: at(40),
    cause: 'CERTIFICATE_UNTRUSTED',
    causeDetail: 'expired',
    since: at(10),
  };
  expect(seen).toHaveLength(3);
  expect(seen?.[0]).toEqual(expect.arrayContaining([met(0, suspended), well(0)]));
  expect(seen?.[1]).toContainEqual(
    met(1, { availability: 'PROBE', cause: 'FAILURE_STATUS', causeStatus: 503, since: at(5) }),
  );
  expect(seen?.[2]).toContainEqual(met(2, { cause: 'REPORTED_BY_PEER', since: at(1) }));
});

it('shows the suspensions of a data plane with their targets, null for one that no longer exists', async () => {
  const gone = { ...target(1), modelId: randomUUID(), until: at(20), cause: 'UNREACHABLE' as const };
  await first.report({ suspensions: [gone, { ...target(0), until: at(40) }] });
  const query = (argument: string) => `query($id: ID!) { dataPlane(id: $id) { suspensionCount suspensions${argument} {
    availability suspendedUntil cause since target { id model { name } } } } }`;
  expect(await underTest.get(query(''), { id: first.id })).toEqual({
    suspensionCount: 2,
    suspensions: [
      { availability: 'SUSPENDED', suspendedUntil: at(20), cause: 'UNREACHABLE', since: null, target: null },
      {
        availability: 'SUSPENDED',
        suspendedUntil: at(40),
        cause: null,
        since: null,
        target: { id: targetId(0), model: { name: 'large' } },
      },
    ],
  });
  expect(await underTest.get(query('(first: 1)'), { id: first.id })).toMatchObject({
    suspensionCount: 2,
    suspensions: [{ suspendedUntil: at(20) }],
  });
  const refusal = await underTest.refusal(query('(first: 1001)'), { id: first.id });
  expect(refusal.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'first' }] });
});

it('finds the targets of any number of suspensions in as many statements as for one', async () => {
  const query =
    '{ dataPlanes { suspensions(first: 1000) { target { id policy { id } model { name } endpoint { name } } } } }';
  await first.report({ suspensions: [{ ...target(0), until: at(20) }] });
  const one = await underTest.statementsOfQuery(query);
  const both = [0, 1, 2].map((model) => ({ ...target(model as 0 | 1 | 2), until: at(20) }));
  await first.report({ suspensions: both });
  await second.report({ suspensions: both });
  expect(await underTest.statementsOfQuery(query)).toBe(one);
});

it('reads the report of a newer data plane with an unknown cause', async () => {
  const status = { suspensions: [{ ...target(0), until: at(20), cause: 'SOMETHING_NEW', more: 1 }] };
  await first.report(status as never);
  const query = 'query($id: ID!) { dataPlane(id: $id) { suspensions { cause target { id } } } }';
  expect(await underTest.get(query, { id: first.id })).toEqual({
    suspensions: [{ cause: null, target: { id: targetId(0) } }],
  });
});

describe('health', () => {
  const HEALTH = 'health { available suspended probing worstCause }';
  const QUERY = `query ($aiApiId: ID!, $providerId: ID!, $endpointId: ID!, $consumerId: ID!) {
    aiApi(id: $aiApiId) { ${HEALTH} } provider(id: $providerId) { ${HEALTH} }
    endpoint(id: $endpointId) { ${HEALTH} } consumer(id: $consumerId) { ${HEALTH} }
  }`;
  const known = (available: number, suspended: number, probing: number, worstCause: string | null) => ({
    health: { available, suspended, probing, worstCause },
  });
  let consumerId: string;
  const health = async (endpointId = world.productionId) => {
    const { aiApiId, providerId } = world;
    return (await underTest.ask(QUERY, { aiApiId, providerId, endpointId, consumerId })).data;
  };

  beforeAll(async () => {
    const { consumer } = await underTest.change<{ consumer: { id: string } }>(
      'createConsumer',
      { name: 'web' },
      'consumer { id }',
    );
    consumerId = consumer.id;
  });

  it('sums up the targets of an AI API, a provider, an endpoint and what a consumer may use', async () => {
    await first.report({
      suspensions: [{ ...target(0), until: at(40), cause: 'RATE_LIMITED' }],
      returned: [{ ...target(1), availability: 'PROBE', cause: 'TIMEOUT' }],
    });
    await second.report({
      suspensions: [{ ...target(0), until: at(40), cause: 'CREDENTIAL_REJECTED' }],
      returned: [{ ...target(2), availability: 'AVAILABLE', cause: 'UNREACHABLE' }],
    });
    const worst = known(1, 1, 1, 'CREDENTIAL_REJECTED');
    expect(await health()).toEqual({ aiApi: worst, provider: worst, endpoint: worst, consumer: known(0, 0, 0, null) });
    await underTest.change('grantAccess', { consumerId, aiApiId: world.aiApiId }, 'revision');
    expect(await health(world.secondId)).toMatchObject({ endpoint: known(0, 0, 0, null), consumer: worst });
  });

  it('leaves out targets that are not in rotation', async () => {
    const enable = (enabled: boolean) =>
      underTest.change('updateModel', { modelId: world.modelIds[0], enabled }, 'revision');
    await enable(false);
    expect(await health()).toMatchObject({ aiApi: known(1, 0, 1, 'TIMEOUT') });
    await enable(true);
  });

  it('takes one statement for a page of any length', async () => {
    const query = `{ aiApis { nodes { id ${HEALTH} } } }`;
    const one = await underTest.statementsOfQuery(query);
    for (let number = 0; number < 3; number += 1) await createAiApi(underTest, `other-${number}`, world.providerId);
    await underTest.isPublished();
    expect(await underTest.statementsOfQuery(query)).toBe(one);
    expect(one).toBe((await underTest.statementsOfQuery('{ aiApis { nodes { id } } }')) + 1);
  });

  it('is unknown while no data plane is live', async () => {
    await first.report({ stopped: true });
    await second.report({ stopped: true });
    expect(await health()).toEqual({
      aiApi: { health: null },
      provider: { health: null },
      endpoint: { health: null },
      consumer: { health: null },
    });
  });
});
