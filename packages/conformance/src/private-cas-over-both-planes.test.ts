import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ServerResponse } from 'node:http';
import { makeCertificate, type TestCertificate } from '@switchyard/test-entries';
import { until } from '@switchyard/runtime';
import { postChat } from './harness/chat';
import { type Configuration, makeConfiguration, setPolicies } from './harness/demo-configuration';
import { FullStack, type Listening } from './harness/full-stack';
import type { GraphqlClient } from './harness/graphql';
import { publishedTable } from './harness/published-table';
import { untilServed } from './harness/served-revision';

const HOST = '127.0.0.1';
const BODY = JSON.stringify({ model: 'gpt-a', messages: [{ role: 'user', content: 'hello' }] });
const [ca, newCa] = [makeCertificate('Private CA', { isCa: true }), makeCertificate('New CA', { isCa: true })];
const serverOf = (issuer: TestCertificate) => makeCertificate(HOST, { issuer });

let stack: FullStack;
let graphql: GraphqlClient;
let gateway: Listening;
let vendor: Server;
let configuration: Configuration;
/** The answers that the vendor has begun and not ended, because the request asked for that. */
let held: ServerResponse[];

beforeAll(async () => {
  stack = await FullStack.start();
  ({ graphql } = await stack.startControlPlane());
  gateway = await stack.startDataPlane();
});
afterAll(() => stack.stop());

beforeEach(async () => {
  held = [];
  vendor = createServer(serverOf(ca), (request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json').write('{"choices": [');
    if (request.headers['x-hold'] === undefined) response.end(']}');
    else held.push(response);
  });
  await new Promise<void>((resolve) => vendor.listen(0, HOST, resolve));
  configuration = await makeConfiguration(graphql, `https://${HOST}:${(vendor.address() as AddressInfo).port}`);
  const revision = await setPolicies(graphql, configuration.aiApiId, {
    roundRobin: { production: { targets: [configuration.target('gpt-a')] }, suspendDurationSeconds: 600 },
  });
  await untilServed(gateway.url, revision);
});
afterEach(async () => {
  vendor.closeAllConnections();
  await new Promise((resolve) => vendor.close(resolve));
});

async function trust(...certificates: readonly TestCertificate[]): Promise<void> {
  const caCertificate = certificates.length === 0 ? null : certificates.map(({ cert }) => cert).join('');
  const { updateEndpoint } = await graphql.ask<{ updateEndpoint: { revision: number } }>(
    'mutation ($input: UpdateEndpointInput!) { updateEndpoint(input: $input) { revision } }',
    { input: { endpointId: configuration.endpointId, caCertificate } },
  );
  await untilServed(gateway.url, updateEndpoint.revision);
}

async function status(): Promise<number> {
  const response = await postChat(gateway.url, configuration, BODY);
  await response.arrayBuffer();
  return response.status;
}

async function certificates(): Promise<string[]> {
  const table = await publishedTable(stack.nats.url, stack.sealingKey);
  return [...(table?.entries.keys() ?? [])].filter((key) => key.startsWith('certificate.')).toSorted();
}

/** Why the only target is suspended, as the control plane explains it from the data plane's report. */
async function suspensionOfTarget(): Promise<{ suspensionCause: string | null; explanation: string } | undefined> {
  const { dataPlanes } = await graphql.ask<{ dataPlanes: { id: string }[] }>('{ dataPlanes { id } }');
  const { explainRoute } = await graphql.ask<{
    explainRoute: { candidates: { suspensionCause: string | null; explanation: string }[] };
  }>(
    'query ($input: ExplainRouteInput!) { explainRoute(input: $input) { candidates { suspensionCause explanation } } }',
    {
      input: {
        aiApiId: configuration.aiApiId,
        environment: 'PRODUCTION',
        model: 'gpt-a',
        dataPlaneId: dataPlanes[0]?.id,
      },
    },
  );
  return explainRoute.candidates[0];
}

/** What the data plane's log says of suspensions. */
function suspensionLines(): unknown[] {
  return gateway.program.output
    .split('\n')
    .filter((line) => line.includes('"target suspended"'))
    .map((line) => JSON.parse(line) as unknown);
}

it('a vendor with a private CA is called once its endpoint has that CA’s certificate, and operators see why not before', async () => {
  expect(await status()).toBe(502);
  await until(
    async () => (await suspensionOfTarget())?.suspensionCause === 'CERTIFICATE_UNTRUSTED',
    'the control plane knows the cause',
  );
  expect((await suspensionOfTarget())?.explanation).toMatch(
    /because TLS did not accept its certificate \(UNABLE_TO_VERIFY_LEAF_SIGNATURE: .* set it as the endpoint's caCertificate/,
  );
  await until(
    () => suspensionLines().length > 0,
    'the log says at its usual level which target was suspended, and why',
  );
  expect(suspensionLines()).toEqual([
    expect.objectContaining({
      target: expect.stringMatching(/\/gpt-a$/),
      cause: 'CERTIFICATE_UNTRUSTED',
      detail: expect.stringContaining("set it as the endpoint's caCertificate"),
    }),
  ]);
  await trust(newCa);
  expect(await status()).toBe(502);
  await until(
    () => gateway.program.output.includes("the endpoint's caCertificate did not issue the vendor's certificate"),
    'the log says that it is the wrong one',
  );
  await trust(ca);
  expect([await status(), await certificates()]).toEqual([200, [`certificate.${ca.sha256}`]]);
  await trust();
  expect([await status(), await certificates()]).toEqual([502, []]);
});

it('a CA is rotated without a failed request, also one in flight', async () => {
  await trust(ca);
  const inFlight = postChat(gateway.url, configuration, BODY, { 'x-hold': '1' });
  await until(() => held.length === 1, 'the vendor has begun its answer');
  await trust(ca, newCa);
  expect(await status()).toBe(200);
  vendor.setSecureContext(serverOf(newCa));
  expect(await status()).toBe(200);
  await trust(newCa);
  expect(await status()).toBe(200);
  for (const response of held) response.end(']}');
  const response = await inFlight;
  expect([response.status, await response.json()]).toEqual([200, { choices: [] }]);
  expect(await certificates()).toEqual([`certificate.${newCa.sha256}`]);
});

it('endpoints with a CA certificate work at a data plane that starts with them', async () => {
  await trust(ca);
  const { url } = await stack.startDataPlane();
  const response = await postChat(url, configuration, BODY);
  expect([response.status, await response.json()]).toEqual([200, { choices: [] }]);
});
