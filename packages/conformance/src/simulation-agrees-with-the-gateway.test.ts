import { until } from '@switchyard/runtime';
import { postChat, targetOf } from './harness/chat';
import { makeConfiguration, setPolicies, type Configuration } from './harness/demo-configuration';
import { FullStack, type Listening } from './harness/full-stack';
import type { GraphqlClient } from './harness/graphql';
import { untilServed } from './harness/served-revision';

const REQUESTS = 200;

let stack: FullStack;
let graphql: GraphqlClient;
let configuration: Configuration;
let gateway: Listening;

beforeAll(async () => {
  stack = await FullStack.start();
  graphql = (await stack.startControlPlane()).graphql;
  configuration = await makeConfiguration(graphql, stack.simulator.url);
});
afterAll(() => stack.stop());
afterEach(async () => {
  stack.simulator.clearBehaviours();
  stack.simulator.clearRequests();
  await gateway.program.stop();
});

/** A data plane that has not served any requests. */
async function serve(policies: object): Promise<void> {
  const revision = await setPolicies(graphql, configuration.aiApiId, policies);
  gateway = await stack.startDataPlane();
  await untilServed(gateway.url, revision);
}

interface Explained {
  outcome: string;
  refusalStatus: number | null;
  refusalCode: string | null;
  candidates: { modelName: string; endpointName: string; attempt: number | null; reason: string }[];
  simulation: {
    shares: { modelName: string; endpointName: string; requests: number }[];
    worstCaseSeconds: number;
  } | null;
}

async function explain(input: object = {}): Promise<Explained> {
  const { explainRoute } = await graphql.ask<{ explainRoute: Explained }>(
    `query($input: ExplainRouteInput!) { explainRoute(input: $input) {
      outcome refusalStatus refusalCode candidates { modelName endpointName attempt reason }
      simulation { shares { modelName endpointName requests } worstCaseSeconds } } }`,
    { input: { aiApiId: configuration.aiApiId, environment: 'PRODUCTION', model: 'gpt-a', ...input } },
  );
  return explainRoute;
}

/** The simulated requests of each target that gets any. */
async function simulated(input: object = {}): Promise<Record<string, number>> {
  const { simulation } = await explain({ requests: REQUESTS, ...input });
  const shares = (simulation?.shares ?? []).filter(({ requests }) => requests > 0);
  return Object.fromEntries(
    shares.map(({ modelName, endpointName, requests }) => [`${endpointName}/${modelName}`, requests]),
  );
}

/** The actual requests of each target. */
async function sent(count: number, model = 'gpt-a'): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let index = 0; index < count; index += 1) {
    const target = await targetOf(gateway.url, configuration, model);
    counts[target] = (counts[target] ?? 0) + 1;
  }
  return counts;
}

const targets = (...models: string[]) => models.map((model) => configuration.target(model));

describe('the simulated shares are exactly those of a fresh data plane', () => {
  it.each([
    ['round robin', () => ({ roundRobin: { production: { targets: targets('gpt-a', 'gpt-b', 'gpt-c') } } })],
    [
      'weights that do not divide the requests',
      () => ({
        weightedRoundRobin: {
          production: {
            targets: targets('gpt-a', 'gpt-b', 'gpt-c').map((target, index) => ({
              ...target,
              weight: [7, 0, 4][index],
            })),
          },
        },
      }),
    ],
    [
      'failover',
      () => ({ failover: [{ production: { primary: configuration.target('gpt-a'), fallbacks: targets('gpt-b') } }] }),
    ],
    ['the default endpoint', () => ({ failover: [] })],
  ])('with %s', async (_kind, policies) => {
    await serve(policies());
    const expected = await simulated();
    expect(await sent(REQUESTS)).toEqual(expected);
  });

  it('with its suspensions, and from its current turn on', async () => {
    const production = targets('gpt-a', 'gpt-b', 'gpt-c').map((target, index) => ({ ...target, weight: 3 - index }));
    await serve({
      weightedRoundRobin: { production: { targets: production }, maxAttempts: 3, suspendDurationSeconds: 600 },
    });
    stack.simulator.setBehaviours([{ match: { model: 'gpt-b' }, answer: { status: 500 } }]);
    let ticket = 0;
    const suspended = async () => {
      ticket += 1;
      await targetOf(gateway.url, configuration, 'gpt-a');
      return stack.simulator.requests().some(({ model }) => model === 'gpt-b') ? true : null;
    };
    await until(suspended, 'a request has failed');
    const dataPlaneId = await until(async () => {
      const { dataPlanes } = await graphql.ask<{ dataPlanes: { id: string; suspensionCount: number }[] }>(
        '{ dataPlanes { id suspensionCount } }',
      );
      return dataPlanes.find(({ suspensionCount }) => suspensionCount === 1)?.id ?? null;
    }, 'the data plane has reported it');
    const expected = await simulated({ dataPlaneId, ticket });
    expect(Object.keys(expected)).toEqual(['production/gpt-a', 'production/gpt-c']);
    expect(await sent(REQUESTS)).toEqual(expected);
  });
});

it('a request explained as refused is refused that way', async () => {
  await serve({ failover: [{ production: { primary: configuration.target('gpt-a'), fallbacks: targets('gpt-b') } }] });
  const body = JSON.stringify({ model: 'unknown', messages: [{ role: 'user', content: 'hello' }] });
  const response = await postChat(gateway.url, configuration, body);
  const { error } = (await response.json()) as { error: { code: string } };
  const { outcome, refusalStatus, refusalCode } = await explain({ model: 'unknown' });
  expect([outcome, refusalStatus, refusalCode]).toEqual(['REFUSED', response.status, error.code]);
});

it('the worst case takes as long as explained', async () => {
  const chain = { primary: configuration.target('gpt-a'), fallbacks: targets('gpt-b', 'gpt-c') };
  await serve({ failover: [{ production: chain, requestTimeoutSeconds: 2, totalTimeoutSeconds: 5 }] });
  stack.simulator.setBehaviours([{ answer: { silent: true } }]);
  const { simulation } = await explain({ requests: 1 });
  const startedAt = performance.now();
  const body = JSON.stringify({ model: 'gpt-a', messages: [{ role: 'user', content: 'hello' }] });
  const response = await postChat(gateway.url, configuration, body);
  const elapsedSeconds = (performance.now() - startedAt) / 1_000;
  expect([response.status, response.headers.get('x-switchyard-attempts')]).toEqual([504, '3']);
  expect(simulation?.worstCaseSeconds).toBe(5);
  // An upper bound would depend on how busy the machine is.
  expect(elapsedSeconds).toBeGreaterThan(4.9);
});
