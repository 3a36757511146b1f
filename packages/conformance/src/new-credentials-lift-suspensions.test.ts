import { postChat } from './harness/chat';
import { makeConfiguration, setPolicies, type Configuration } from './harness/demo-configuration';
import { FullStack } from './harness/full-stack';
import type { GraphqlClient } from './harness/graphql';
import { untilServed } from './harness/served-revision';

let stack: FullStack;
let graphql: GraphqlClient;
let gateways: readonly string[];
let configuration: Configuration;

beforeAll(async () => {
  stack = await FullStack.start();
  ({ graphql } = await stack.startControlPlane());
  gateways = [(await stack.startDataPlane()).url, (await stack.startDataPlane()).url];
});
afterAll(() => stack.stop());

beforeEach(async () => {
  stack.simulator.clearBehaviours();
  configuration = await makeConfiguration(graphql, stack.simulator.url);
  await served(await policies(600));
});

const served = (revision: number) => Promise.all(gateways.map((url) => untilServed(url, revision)));

const policies = (suspendDurationSeconds: number) =>
  setPolicies(graphql, configuration.aiApiId, {
    roundRobin: { production: { targets: [configuration.target('gpt-a')] }, suspendDurationSeconds },
  });

async function updateEndpoint(change: object): Promise<number> {
  const { updateEndpoint: payload } = await graphql.ask<{ updateEndpoint: { revision: number } }>(
    `mutation ($input: UpdateEndpointInput!) { updateEndpoint(input: $input) { revision } }`,
    { input: { endpointId: configuration.endpointId, ...change } },
  );
  return payload.revision;
}

/** The status of a request to each data plane. */
async function statuses(): Promise<number[]> {
  const body = JSON.stringify({ model: 'gpt-a', messages: [{ role: 'user', content: 'hello' }] });
  const all: number[] = [];
  for (const url of gateways) {
    const response = await postChat(url, configuration, body);
    await response.arrayBuffer();
    all.push(response.status);
  }
  return all;
}

/** Lets the vendor reject the credential until each data plane has suspended the only target for 10 minutes. */
async function rejectCredential(): Promise<void> {
  const body = { error: { message: 'no', type: 'invalid_request_error', code: 'invalid_api_key' } };
  stack.simulator.setBehaviours([{ answer: { status: 401, body } }]);
  expect([await statuses(), await statuses()]).toEqual([
    [502, 502],
    [503, 503],
  ]);
  stack.simulator.clearBehaviours();
  stack.simulator.clearRequests();
  expect(await statuses()).toEqual([503, 503]);
  expect(stack.simulator.requests()).toEqual([]);
}

it.each([
  ['a new credential', () => updateEndpoint({ credential: { apiKey: 'vendor-key-that-works' } })],
  ['another URL', () => updateEndpoint({ url: `${stack.simulator.url}/elsewhere/v1` })],
])('%s ends the suspension at every data plane', async (_what, change) => {
  await rejectCredential();
  await served(await change());
  expect(await statuses()).toEqual([200, 200]);
});

it('an endpoint that is disabled and enabled again is not suspended', async () => {
  await rejectCredential();
  await served(await updateEndpoint({ enabled: false }));
  await served(await updateEndpoint({ enabled: true }));
  expect(await statuses()).toEqual([200, 200]);
});

it('a suspend duration of 0 ends the suspension, and it does not come back with the former duration', async () => {
  await rejectCredential();
  await served(await policies(0));
  expect(await statuses()).toEqual([200, 200]);
  await served(await policies(600));
  expect(await statuses()).toEqual([200, 200]);
});

it('a change that keeps credential and URL leaves the suspension as it is', async () => {
  await rejectCredential();
  await served(await updateEndpoint({ connectTimeoutSeconds: 7 }));
  expect(await statuses()).toEqual([503, 503]);
});
