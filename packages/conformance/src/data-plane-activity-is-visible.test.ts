import { until } from '@switchyard/runtime';
import { postChat } from './harness/chat';
import { makeConfiguration, setPolicies, type Configuration } from './harness/demo-configuration';
import { FullStack, type Listening } from './harness/full-stack';
import type { GraphqlClient } from './harness/graphql';

let stack: FullStack;
let graphql: GraphqlClient;
let configuration: Configuration;
let first: Listening;
let second: Listening;

beforeAll(async () => {
  stack = await FullStack.start();
  graphql = (await stack.startControlPlane()).graphql;
  configuration = await makeConfiguration(graphql, stack.simulator.url);
  [first, second] = await Promise.all([stack.startDataPlane(), stack.startDataPlane()]);
});
afterAll(() => stack.stop());
beforeEach(() => stack.simulator.clearBehaviours());

interface Rollout {
  state: string;
  liveCount: number;
  appliedCount: number;
  dataPlanes: { state: string; dataPlane: { live: boolean } }[];
}
const ROLLOUT = 'state liveCount appliedCount dataPlanes { state dataPlane { live } }';

let consumers = 0;
async function change(rollout: string): Promise<{ revision: number; rollout: Rollout | null }> {
  consumers += 1;
  const { createConsumer } = await graphql.ask<{ createConsumer: { revision: number; rollout: Rollout | null } }>(
    `mutation ($input: CreateConsumerInput!) {
      createConsumer(input: $input) { revision rollout${rollout} { ${ROLLOUT} } }
    }`,
    { input: { name: `seen-${consumers}` } },
  );
  return createConsumer;
}

test('a mutation that waits returns as soon as both data planes serve the change, long before their next regular report', async () => {
  const times: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const startedMs = performance.now();
    const { rollout } = await change('(waitSeconds: 30)');
    times.push(performance.now() - startedMs);
    expect(rollout).toMatchObject({ state: 'APPLIED', liveCount: 2, appliedCount: 2 });
    expect(rollout?.dataPlanes.filter(({ dataPlane }) => dataPlane.live).map(({ state }) => state)).toEqual([
      'APPLIED',
      'APPLIED',
    ]);
  }
  const median = times.toSorted((a, b) => a - b)[times.length / 2] ?? 0;
  process.stdout.write(`a change was committed and seen on two data planes after ${median.toFixed(0)} ms (median)\n`);
});

interface Health {
  availability: string;
  suspensionGrade: string | null;
  cause: string | null;
  causeStatus: number | null;
}
/** Waits until a data plane shows a target with this cause, and returns its health. */
async function healthOf(cause: string): Promise<Health> {
  return until(async () => {
    const { aiApi } = await graphql.ask<{
      aiApi: { policies: { production: { targets: { health: Health[] }[] } }[] };
    }>(
      `query ($id: ID!) { aiApi(id: $id) { policies { production { targets {
        health { availability suspensionGrade cause causeStatus } } } } } }`,
      { id: configuration.aiApiId },
    );
    const all = aiApi.policies.flatMap(({ production }) => production.targets.flatMap(({ health }) => health));
    return all.find((health) => health.cause === cause) ?? null;
  }, `a target is suspended for ${cause}`);
}

const chat = (body: object = {}) =>
  postChat(
    first.url,
    configuration,
    JSON.stringify({ model: 'gpt-a', messages: [{ role: 'user', content: 'hello' }], ...body }),
  ).then((response) => response.text());

/** A new failover from gpt-a to gpt-b, without suspensions, on both data planes. */
async function freshFailover(limits: object): Promise<void> {
  const [primary, fallback] = [configuration.target('gpt-a'), configuration.target('gpt-b')];
  // An unchanged policy would keep its suspensions.
  await setPolicies(graphql, configuration.aiApiId, { roundRobin: { production: { targets: [fallback] } } });
  const revision = await setPolicies(graphql, configuration.aiApiId, {
    failover: [{ production: { primary, fallbacks: [fallback] }, ...limits }],
  });
  const query = 'query ($revision: Int!) { rollout(revision: $revision, waitSeconds: 30) { state } }';
  expect(await graphql.ask(query, { revision })).toEqual({ rollout: { state: 'APPLIED' } });
}

test.each([
  ['FAILURE_STATUS', 'SOFT', { status: 500 }, 500],
  ['RATE_LIMITED', 'SOFT', { status: 429 }, 429],
  ['UNREACHABLE', 'SOFT', { reset: true }, null],
  ['TIMEOUT', 'SOFT', { silent: true }, null],
  ['CREDENTIAL_REJECTED', 'HARD', { status: 401 }, 401],
] as const)(
  'a target that fails by %s is shown as suspended for it: %s',
  async (cause, suspensionGrade, answer, causeStatus) => {
    await freshFailover({ suspendDurationSeconds: 60, requestTimeoutSeconds: 1 });
    stack.simulator.setBehaviours([{ match: { model: 'gpt-a' }, answer }]);
    await chat();
    expect(await healthOf(cause)).toEqual({ availability: 'SUSPENDED', suspensionGrade, cause, causeStatus });
    // The peer received the report and shows it.
    expect(await healthOf('REPORTED_BY_PEER')).toMatchObject({
      availability: 'SUSPENDED',
      suspensionGrade: 'SOFT',
      causeStatus: null,
    });
  },
);

test('a target that recovers is shown as PROBE, then as AVAILABLE, with the cause of its suspension', async () => {
  await freshFailover({ suspendDurationSeconds: 1 });
  stack.simulator.setBehaviours([{ match: { model: 'gpt-a' }, times: 1, answer: { status: 500 } }]);
  await chat();
  const isShownAs = async (availability: string) =>
    (await healthOf('FAILURE_STATUS')).availability === availability ? true : null;
  await until(() => isShownAs('PROBE'), 'it is shown as a probe');
  await chat();
  await until(() => isShownAs('AVAILABLE'), 'it is shown as available');
});

test('a used key is shown with the minute of its last use, an unused one without', async () => {
  // Only one of several control planes records it.
  await stack.startControlPlane();
  const beforeMs = Date.now();
  expect(await chat()).toContain('simulated');
  const lastUsed = () =>
    graphql.ask<{ consumer: { consumerKeys: { nodes: { environment: string; lastUsedAt: string | null }[] } } }>(
      'query ($id: ID!) { consumer(id: $id) { consumerKeys { nodes { environment lastUsedAt version } } } }',
      { id: configuration.consumerId },
    );
  const keys = await until(async () => {
    const { nodes } = (await lastUsed()).consumer.consumerKeys;
    const usedAt = nodes.find(({ environment }) => environment === 'PRODUCTION')?.lastUsedAt ?? null;
    return usedAt !== null && Date.parse(usedAt) >= beforeMs - 60_000 ? nodes : null;
  }, 'the use of the key is shown');
  expect(keys.find(({ environment }) => environment === 'SANDBOX')?.lastUsedAt).toBeNull();
});

test('a killed data plane is shown as not live, and no rollout waits for it after that', async () => {
  second.program.signal('SIGKILL');
  const { revision, rollout } = await change('');
  expect(rollout?.state).not.toBe('APPLIED');
  const waited = await graphql.ask<{ rollout: Rollout }>(
    `query ($revision: Int!) { rollout(revision: $revision, waitSeconds: 60) { ${ROLLOUT} } }`,
    { revision },
  );
  expect(waited.rollout).toEqual({
    state: 'APPLIED',
    liveCount: 1,
    appliedCount: 1,
    dataPlanes: expect.arrayContaining([
      { state: 'APPLIED', dataPlane: { live: true } },
      { state: 'NOT_LIVE', dataPlane: { live: false } },
    ]) as unknown,
  });
  second = await stack.startDataPlane();
  await until(async () => {
    const { controlPlane } = await graphql.ask<{ controlPlane: Record<string, number> }>(
      '{ controlPlane { liveDataPlaneCount upToDateDataPlaneCount } }',
    );
    return controlPlane['liveDataPlaneCount'] === 2 && controlPlane['upToDateDataPlaneCount'] === 2 ? true : null;
  }, 'the other one is live');
});

test('a rollout does not wait for a data plane that shut down properly', async () => {
  const third = await stack.startDataPlane();
  expect((await change('(waitSeconds: 30)')).rollout).toMatchObject({ state: 'APPLIED', liveCount: 3 });
  expect(await third.program.stop('SIGTERM')).toBe(0);
  // Shorter than the time after which a silent data plane counts as not live (LIVE_WITHIN_MS).
  const { rollout } = await change('(waitSeconds: 10)');
  expect(rollout).toMatchObject({ state: 'APPLIED', liveCount: 2, appliedCount: 2 });
});
