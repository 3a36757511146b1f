import {
  decodeEndpointTest,
  encodeEndpointTest,
  type EndpointTestAnswer,
  endpointTestAnswerSubject,
  endpointTestOutcomeSchema,
  type EndpointTestRequest,
  endpointTestRequestSchema,
  endpointTestSubject,
} from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { ControlPlaneUnderTest, mutation } from '../../testing/control-plane-under-test.suite';
import { ReportedDataPlane } from '../../testing/reported-data-plane.suite';
import { meaningOf } from './endpoint-test';
import { ENDPOINT_TESTS_PER_MINUTE_MAX } from './endpoint-test-service';

const CLOCK_BEHIND_MS = 3_600_000;
const API_KEY = 'sk-test-0123456789-abcdefghij';
const FIELDS = 'test { outcome passed message status durationMs detail models } endpoint { name }';
let underTest: ControlPlaneUnderTest;
let dataPlane: ReportedDataPlane;
let endpointId: string;
const asked: EndpointTestRequest[] = [];
let answer: Partial<EndpointTestAnswer>;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  const { provider } = await underTest.change<{ provider: { id: string } }>(
    'createProvider',
    { name: 'openai', template: 'OPENAI', models: [{ name: 'gpt-4o' }] },
    'provider { id }',
  );
  const { endpoint } = await underTest.change<{ endpoint: { id: string } }>(
    'createEndpoint',
    {
      providerId: provider.id,
      name: 'main',
      environment: 'PRODUCTION',
      url: 'https://api.example/v1',
      credential: { apiKey: API_KEY },
    },
    'endpoint { id }',
  );
  endpointId = endpoint.id;
});
afterAll(() => underTest.stop());

const tested = (fields = FIELDS) => underTest.change<{ test: object }>('testEndpoint', { endpointId }, fields);
const refused = () => underTest.refusal(mutation('testEndpoint', 'test { outcome }'), { input: { endpointId } });

it('is unavailable without a live data plane', async () => {
  expect((await refused()).extensions).toMatchObject({ code: 'UNAVAILABLE', retryAfterSeconds: 1 });
});

it('asks a live data plane, with the credential sealed, and says what the answer means', async () => {
  const [lineage] = await underTest.sql<{ id: string }>('SELECT id FROM lineage');
  dataPlane = new ReportedDataPlane(underTest, lineage!.id);
  // The clocks of the hosts differ.
  await dataPlane.report({ reportedAt: new Date(Date.now() - CLOCK_BEHIND_MS).toISOString() });
  await until(
    async () => (await underTest.get<{ live: boolean }[]>('{ dataPlanes { live } }'))[0]?.live === true,
    'the data plane is live',
  );
  const { sealingKey, messageBus } = underTest;
  const key = sealingKey.endpointTestKey;
  messageBus.subscribe(endpointTestSubject(dataPlane.id), (message) => {
    const request = decodeEndpointTest(key, endpointTestRequestSchema, message)!;
    asked.push(request);
    const told = { outcome: 'ACCEPTED', status: 200, durationMs: 12.5, models: null, detail: null, ...answer } as const;
    const subject = endpointTestAnswerSubject(request.askerId);
    // Another's answer is nobody's.
    messageBus.publish(subject, new TextEncoder().encode(JSON.stringify({ testId: request.testId, ...told })));
    messageBus.publish(subject, encodeEndpointTest(key, { testId: request.testId, ...told }));
  });
  answer = { models: ['gpt-4o', 'o9'] };
  expect(await tested()).toEqual({
    test: {
      outcome: 'ACCEPTED',
      passed: true,
      message: 'The vendor accepted the credential and listed its models.',
      status: 200,
      durationMs: 12.5,
      detail: null,
      models: ['gpt-4o', 'o9'],
    },
    endpoint: { name: 'main' },
  });
  const [request] = asked;
  expect(JSON.stringify(request)).not.toContain(API_KEY);
  expect(request).toMatchObject({ dataPlaneId: dataPlane.id });
  expect(Math.abs(request!.issuedAtMs - (Date.now() - CLOCK_BEHIND_MS))).toBeLessThan(30_000);
  const { url, sealedCredential } = request!.endpoint;
  expect(sealingKey.open(sealedCredential!, { endpointId, url })).toEqual({ apiKey: API_KEY });

  answer = { outcome: 'UNREACHABLE', status: null, detail: 'connect ECONNREFUSED' };
  expect(await tested('test { outcome passed status detail }')).toEqual({
    test: { outcome: 'UNREACHABLE', passed: false, status: null, detail: 'connect ECONNREFUSED' },
  });
});

it('tells nobody to rotate a credential that the endpoint does not have', async () => {
  const messageOf = async (id: string) => {
    const told = await underTest.change<{ test: { message: string } }>(
      'testEndpoint',
      { endpointId: id },
      'test { message }',
    );
    return told.test.message;
  };
  answer = { outcome: 'CREDENTIAL_REJECTED', status: 401 };
  expect(await messageOf(endpointId)).toBe('The vendor rejects the credential: rotate it.');
  const { provider } = await underTest.change<{ provider: { id: string } }>(
    'createProvider',
    { name: 'keyless', template: 'OPENAI_COMPATIBLE' },
    'provider { id }',
  );
  const { endpoint } = await underTest.change<{ endpoint: { id: string } }>(
    'createEndpoint',
    { providerId: provider.id, name: 'rack', environment: 'PRODUCTION', url: 'https://rack.example' },
    'endpoint { id }',
  );
  expect(await messageOf(endpoint.id)).toMatch(/^The vendor requires a credential, but none is sent: set /);
  for (const outcome of endpointTestOutcomeSchema.options) {
    expect(`${meaningOf(outcome, false)} ${outcome}`).not.toMatch(/rotate it\. |the credential may do|was accepted/);
  }
});

it('says which of the models that the vendor lists the provider has', async () => {
  answer = { models: ['gpt-4o', 'o9'] };
  const fetched = await underTest.change<object>(
    'fetchModels',
    { endpointId },
    'models { name isAdded } test { passed }',
  );
  expect(fetched).toEqual({
    models: [
      { name: 'gpt-4o', isAdded: true },
      { name: 'o9', isAdded: false },
    ],
    test: { passed: true },
  });
});

it('refuses an endpoint that does not exist, a VIEWER, and a caller who tests too often', async () => {
  const unknown = await underTest.refused('deleteEndpoint', { endpointId: '00000000-0000-4000-8000-000000000000' });
  const document = mutation('testEndpoint', 'test { outcome }');
  const missing = await underTest.refusal(document, { input: { endpointId: '00000000-0000-4000-8000-000000000000' } });
  expect(missing.extensions).toMatchObject({ code: 'NOT_FOUND', fields: unknown.extensions['fields'] });
  const viewer = await underTest.accessToken('VIEWER');
  const { errors } = await underTest.ask(document, { input: { endpointId } }, viewer);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', requiredRole: 'EDITOR' });

  const editor = await underTest.accessToken('EDITOR');
  const codes: (string | undefined)[] = [];
  for (let count = 0; count <= ENDPOINT_TESTS_PER_MINUTE_MAX; count += 1) {
    const answered = await underTest.ask(document, { input: { endpointId } }, editor);
    codes.push(answered.errors?.[0]?.extensions.code);
  }
  expect(codes).toEqual([...Array.from({ length: ENDPOINT_TESTS_PER_MINUTE_MAX }, () => undefined), 'RATE_LIMITED']);
});
