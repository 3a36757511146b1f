import {
  NatsMessageBus,
  openNats,
  TARGET_HEALTH_SUBJECT,
  targetHealthMessageSchema,
  type NatsClient,
} from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { postChat, targetOf } from './harness/chat';
import { makeConfiguration, setPolicies, type Configuration } from './harness/demo-configuration';
import { FullStack } from './harness/full-stack';
import type { GraphqlClient } from './harness/graphql';
import { untilServed } from './harness/served-revision';

const LOG = { info: () => {}, warn: () => {} };

let stack: FullStack;
let graphql: GraphqlClient;
let listener: NatsClient;
let configuration: Configuration;
/** The models of the targets that a data plane reports as suspended, in order. */
let reported: string[];
let here: string;
let there: string;

beforeAll(async () => {
  stack = await FullStack.start();
  ({ graphql } = await stack.startControlPlane());
  [here, there] = [(await stack.startDataPlane()).url, (await stack.startDataPlane()).url];
  listener = openNats(stack.nats.url, { name: 'conformance', log: LOG });
  new NatsMessageBus(listener, { log: LOG }).subscribe(TARGET_HEALTH_SUBJECT, (message) => {
    const { suspensions } = targetHealthMessageSchema.parse(JSON.parse(Buffer.from(message).toString()));
    reported.push(...suspensions.map(({ modelId }) => modelId));
  });
});
afterAll(async () => {
  await listener.close();
  await stack.stop();
});

beforeEach(async () => {
  reported = [];
  stack.simulator.clearBehaviours();
  configuration = await makeConfiguration(graphql, stack.simulator.url);
  const [primary, ...fallbacks] = ['gpt-a', 'gpt-b'].map((model) => configuration.target(model));
  const revision = await setPolicies(graphql, configuration.aiApiId, {
    failover: [{ production: { primary, fallbacks }, suspendDurationSeconds: 600 }],
  });
  await Promise.all([here, there].map((url) => untilServed(url, revision)));
});

const modelsAsked = () => stack.simulator.requests().map(({ model }) => model);
const modelIdOf = (model: string) => configuration.target(model).modelId;

it('a target suspended by one data plane is skipped by the other, which did not see the failure', async () => {
  stack.simulator.setBehaviours([{ match: { model: 'gpt-a' }, times: 1, answer: { status: 500 } }]);
  expect(await targetOf(here, configuration, 'gpt-a')).toBe('production/gpt-b');
  // From now on the target would answer, so only the peer's report keeps the other data plane away from it.
  await until(
    async () => (await targetOf(there, configuration, 'gpt-a')) === 'production/gpt-b',
    'the other data plane skips it',
  );
  stack.simulator.clearRequests();
  for (const url of [here, there, there]) await targetOf(url, configuration, 'gpt-a');
  expect(modelsAsked()).toEqual(['gpt-b', 'gpt-b', 'gpt-b']);
  expect(reported).toEqual([modelIdOf('gpt-a')]);
});

it('a data plane keeps its last available target whatever its peer reports, and tries it', async () => {
  const busy = { status: 429, headers: { 'retry-after': '300' } };
  stack.simulator.setBehaviours([
    { match: { model: 'gpt-a' }, times: 1, answer: busy },
    { match: { model: 'gpt-b' }, times: 1, answer: busy },
  ]);
  const body = JSON.stringify({ model: 'gpt-a', messages: [{ role: 'user', content: 'hello' }] });
  const statusOf = async (url: string) => {
    const response = await postChat(url, configuration, body);
    await response.arrayBuffer();
    return response.status;
  };
  expect([await statusOf(here), await statusOf(here)]).toEqual([429, 503]);
  await until(
    () => ['gpt-a', 'gpt-b'].every((model) => reported.includes(modelIdOf(model))),
    'both suspensions were reported',
  );
  await until(
    async () => (await targetOf(there, configuration, 'gpt-a')) === 'production/gpt-b',
    'the other data plane heard of it',
  );
  expect([await statusOf(there), await statusOf(there)]).toEqual([200, 200]);
  expect(await statusOf(here)).toBe(503);

  // Its own failure does count. What a peer has reported is only a soft suspension: that target is the last resort.
  stack.simulator.setBehaviours([{ match: { model: 'gpt-b' }, times: 1, answer: busy }]);
  expect(await targetOf(there, configuration, 'gpt-a')).toBe('production/gpt-a');
  expect(await targetOf(there, configuration, 'gpt-a')).toBe('production/gpt-a');
});
