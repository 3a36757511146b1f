import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  anthropicProfile,
  customProfile,
  decodeEndpointTest,
  encodeEndpointTest,
  ENDPOINT_TEST_AGE_MS_MAX,
  type EndpointTestAnswer,
  endpointTestAnswerSchema,
  endpointTestAnswerSubject,
  type EndpointTestRequest,
  endpointTestSubject,
  geminiProfile,
  InProcessMessageBus,
  openaiCompatibleProfile,
  openaiProfile,
  SealingKey,
} from '@switchyard/contract';
import { SampledLog, SYSTEM_CLOCK, until } from '@switchyard/runtime';
import { makeCertificate } from '@switchyard/test-entries';
import pino from 'pino';
import { publicOnly } from '../upstream/public-only';
import { EndpointTests, TESTS_AT_ONCE_MAX } from './endpoint-tests';

const API_KEY = 'sk-test-0123456789-abcdefghij';
const log = pino({ level: 'silent' });
const sealingKey = new SealingKey(randomBytes(32).toString('base64'));
const key = sealingKey.endpointTestKey;
const bus = new InProcessMessageBus();
const dataPlaneId = randomUUID();
const askerId = randomUUID();
const answers: EndpointTestAnswer[] = [];
bus.subscribe(endpointTestAnswerSubject(askerId), (message) => {
  const answer = decodeEndpointTest(key, endpointTestAnswerSchema, message);
  if (answer !== null) answers.push(answer);
});

let vendor: Server;
let vendorUrl: string;
let respond: RequestListener;
const received: { url: string; authorization: string | undefined; apiKey: unknown }[] = [];
let tests: EndpointTests;

beforeAll(async () => {
  vendor = createServer((request, response) => {
    const { url = '', headers } = request;
    received.push({ url, authorization: headers.authorization, apiKey: headers['x-api-key'] });
    respond(request, response);
  });
  vendor.listen(0, '127.0.0.1');
  await once(vendor, 'listening');
  vendorUrl = urlOf(vendor);
  tests = new EndpointTests({ bus, dataPlaneId, sealingKey, upstream: {}, clock: SYSTEM_CLOCK, log });
});
beforeEach(() => {
  received.length = 0;
  answers.length = 0;
});
afterAll(async () => {
  await tests.close();
  vendor.closeAllConnections();
  vendor.close();
  await once(vendor, 'close');
});

function urlOf(server: Server, scheme = 'http'): string {
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const answering =
  (status: number, body: unknown): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

function requestFor(
  url: string,
  profile: EndpointTestRequest['profile'] = openaiProfile,
  more: Partial<EndpointTestRequest['endpoint']> = {},
): EndpointTestRequest {
  const id = randomUUID();
  return {
    testId: randomUUID(),
    askerId,
    dataPlaneId,
    issuedAtMs: Date.now(),
    profile,
    endpoint: {
      id,
      name: 'main',
      environment: 'PRODUCTION',
      url,
      enabled: true,
      connectTimeoutSeconds: 5,
      sealedCredential: sealingKey.seal({ apiKey: API_KEY }, { endpointId: id, url }),
      caCertificates: null,
      ...more,
    },
    certificates: [],
  };
}

async function tested(request: EndpointTestRequest): Promise<EndpointTestAnswer> {
  const answer = await told(request);
  // Nothing of a message ever has the credential in the clear.
  expect(JSON.stringify(answer)).not.toContain(API_KEY);
  return answer;
}

async function told(request: EndpointTestRequest): Promise<EndpointTestAnswer> {
  bus.publish(endpointTestSubject(dataPlaneId), encodeEndpointTest(key, request));
  await until(() => answers.some(({ testId }) => testId === request.testId), 'the test is answered');
  return answers.find(({ testId }) => testId === request.testId)!;
}

it('asks for the models with the credential, and names them', async () => {
  respond = answering(200, { object: 'list', data: [{ id: 'gpt-4o' }, { id: 'o9' }, { id: 'gpt-4o' }, { id: 'a b' }] });
  expect(await tested(requestFor(`${vendorUrl}/v1`))).toMatchObject({
    outcome: 'ACCEPTED',
    status: 200,
    models: ['gpt-4o', 'o9'],
    detail: null,
  });
  expect(received).toEqual([{ url: '/v1/models', authorization: `Bearer ${API_KEY}`, apiKey: undefined }]);
});

it("knows each vendor's list, and where it is", async () => {
  respond = answering(200, { data: [{ id: 'claude' }], has_more: false });
  expect(await tested(requestFor(vendorUrl, anthropicProfile))).toMatchObject({ models: ['claude'] });
  respond = answering(200, { models: [{ name: 'models/gemini-2.5-pro' }] });
  expect(await tested(requestFor(vendorUrl, geminiProfile))).toMatchObject({ models: ['gemini-2.5-pro'] });
  // A compatible server without `/v1` in its URL has its list one level below.
  respond = (request, response) =>
    answering(request.url === '/v1/models' ? 200 : 404, { data: [{ id: 'llama' }] })(request, response);
  expect(await tested(requestFor(vendorUrl, openaiCompatibleProfile))).toMatchObject({ models: ['llama'] });
  expect(received.map(({ url }) => url)).toEqual([
    '/v1/models?limit=1000',
    '/v1beta/models?pageSize=1000',
    '/models',
    '/v1/models',
  ]);
});

const openaiError = (code: string, message = 'Nope.') => ({ error: { message, type: 'error', code } });
test.each<[string, number, unknown]>([
  ['CREDENTIAL_REJECTED', 401, openaiError('invalid_api_key', `Incorrect API key provided: ${API_KEY}`)],
  ['FORBIDDEN', 403, openaiError('forbidden')],
  [
    'FORBIDDEN',
    401,
    openaiError('', 'You have insufficient permissions for this operation. Missing scopes: api.model.read.'),
  ],
  ['ACCOUNT_EXHAUSTED', 429, openaiError('insufficient_quota')],
  ['RATE_LIMITED', 429, openaiError('rate_limit_exceeded')],
  ['NOT_FOUND', 404, '<html>'],
  ['UNEXPECTED_ANSWER', 500, {}],
  ['UNEXPECTED_ANSWER', 302, {}],
  ['UNEXPECTED_ANSWER', 200, { hello: 'world' }],
])('says %s for a status of %i', async (outcome, status, body) => {
  respond = answering(status, body);
  expect(await tested(requestFor(`${vendorUrl}/v1`))).toMatchObject({ outcome, status, models: null });
});

it('tells an endpoint without a model list that the vendor answered', async () => {
  respond = answering(404, {});
  expect(await tested(requestFor(`${vendorUrl}/base`, customProfile))).toMatchObject({
    outcome: 'ANSWERED',
    status: 404,
  });
  expect(received).toMatchObject([{ url: '/base/', authorization: undefined }]);
  // What is no answer to a consumer is one here: what stands at the URL itself says nothing of the operations below it.
  respond = (_request, response) => response.writeHead(301, { location: '/elsewhere' }).end();
  expect(await tested(requestFor(vendorUrl, customProfile))).toMatchObject({ outcome: 'ANSWERED', status: 301 });
  respond = (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>');
  expect(await tested(requestFor(vendorUrl, customProfile))).toMatchObject({ outcome: 'ANSWERED', status: 200 });
});

it('names the models that have a word in their names which is the whole of a short credential', async () => {
  respond = answering(200, { data: [{ id: 'none' }, { id: `x-${API_KEY}` }] });
  const { id, url } = requestFor(`${vendorUrl}/v1`).endpoint;
  const sealedCredential = sealingKey.seal({ apiKey: 'none' }, { endpointId: id, url });
  const short = requestFor(url, openaiProfile, { id, sealedCredential });
  expect(await told(short)).toMatchObject({ outcome: 'ACCEPTED', models: ['none', `x-${API_KEY}`] });
  expect(await tested(requestFor(url))).toMatchObject({ outcome: 'ACCEPTED', models: ['none'] });
});

it('ends its tests when it closes, and says so', async () => {
  const id = randomUUID();
  const closing = new EndpointTests({ bus, dataPlaneId: id, sealingKey, upstream: {}, clock: SYSTEM_CLOCK, log });
  let isClosed = false;
  respond = (request) => request.socket.once('close', () => (isClosed = true));
  const request = { ...requestFor(`${vendorUrl}/v1`), dataPlaneId: id };
  bus.publish(endpointTestSubject(id), encodeEndpointTest(key, request));
  await until(() => received.length === 1, 'the test has reached the vendor');
  await closing.close();
  await until(() => isClosed, 'the connection to the vendor is closed', { withinMs: 5_000 });
  await until(() => answers.length === 1, 'the test is answered');
  expect(answers).toMatchObject([{ testId: request.testId, outcome: 'BUSY' }]);
});

it('does not read a list without end', async () => {
  const megabyte = 'x'.repeat(1024 * 1024);
  respond = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const more = () => {
      while (response.write(megabyte)) if (response.destroyed) return;
    };
    response.on('drain', more);
    more();
  };
  expect(await tested(requestFor(`${vendorUrl}/v1`))).toMatchObject({ outcome: 'UNEXPECTED_ANSWER' });
});

it('says why it cannot connect', async () => {
  expect(await tested(requestFor('http://127.0.0.1:9/v1'))).toMatchObject({
    outcome: 'UNREACHABLE',
    status: null,
    detail: expect.stringContaining('ECONNREFUSED'),
  });
  const { cert, key: certKey } = makeCertificate('127.0.0.1');
  const secure = createTlsServer({ cert, key: certKey }, answering(200, { data: [] }));
  secure.listen(0, '127.0.0.1');
  await once(secure, 'listening');
  expect(await tested(requestFor(`${urlOf(secure, 'https')}/v1`))).toMatchObject({ outcome: 'CERTIFICATE_UNTRUSTED' });
  secure.close();
});

it('says that it cannot open a credential or a certificate, and calls no vendor', async () => {
  const elsewhere = sealingKey.seal({ apiKey: API_KEY }, { endpointId: randomUUID(), url: vendorUrl });
  expect(await tested(requestFor(vendorUrl, openaiProfile, { sealedCredential: elsewhere }))).toMatchObject({
    outcome: 'CREDENTIAL_UNREADABLE',
  });
  const missing = { caCertificates: ['0'.repeat(64)] };
  expect(await tested(requestFor('https://127.0.0.1:9', openaiProfile, missing))).toMatchObject({
    outcome: 'CERTIFICATE_UNREADABLE',
  });
  expect(received).toEqual([]);
});

it('connects to no private address where those are denied', async () => {
  const id = randomUUID();
  const upstream = publicOnly(new SampledLog(log));
  const careful = new EndpointTests({ bus, dataPlaneId: id, sealingKey, upstream, clock: SYSTEM_CLOCK, log });
  const request = { ...requestFor(vendorUrl), dataPlaneId: id };
  bus.publish(endpointTestSubject(id), encodeEndpointTest(key, request));
  await until(() => answers.some(({ testId }) => testId === request.testId), 'the test is answered');
  await careful.close();
  expect(answers).toMatchObject([{ outcome: 'UNREACHABLE', status: null }]);
  expect(received).toEqual([]);
});

it('ignores what no holder of the sealing key wrote, what is for others or old, and what somebody sends again', async () => {
  respond = answering(200, { data: [] });
  const request = requestFor(`${vendorUrl}/v1`);
  for (const more of [{ dataPlaneId: randomUUID() }, { issuedAtMs: Date.now() - ENDPOINT_TEST_AGE_MS_MAX - 1 }]) {
    const unfit = { ...requestFor(`${vendorUrl}/v1`), ...more };
    bus.publish(endpointTestSubject(dataPlaneId), encodeEndpointTest(key, unfit));
  }
  const forger = new SealingKey(randomBytes(32).toString('base64')).endpointTestKey;
  bus.publish(endpointTestSubject(dataPlaneId), encodeEndpointTest(forger, request));
  bus.publish(endpointTestSubject(dataPlaneId), new TextEncoder().encode('{}'));
  await tested(request);
  bus.publish(endpointTestSubject(dataPlaneId), encodeEndpointTest(key, request));
  await tested(requestFor(`${vendorUrl}/v1`));
  expect(received).toHaveLength(2);
  expect(answers).toHaveLength(2);
});

it('carries out a few tests at a time, and says so beyond', async () => {
  const waiting: (() => void)[] = [];
  respond = (request, response) => void waiting.push(() => answering(200, { data: [] })(request, response));
  const running = Array.from({ length: TESTS_AT_ONCE_MAX }, () => tested(requestFor(`${vendorUrl}/v1`)));
  await until(() => waiting.length === TESTS_AT_ONCE_MAX, 'the tests have reached the vendor');
  expect(await tested(requestFor(`${vendorUrl}/v1`))).toMatchObject({ outcome: 'BUSY' });
  for (const each of waiting) each();
  for (const answer of await Promise.all(running)) expect(answer).toMatchObject({ outcome: 'ACCEPTED' });
});
