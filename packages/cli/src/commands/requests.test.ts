import { ControlPlaneDouble } from '../control-plane.suite';
import { jsonOf, switchyard } from '../run.suite';

const ID = '0193a5a0-7c1e-7000-8000-000000000001';
const NO_TOKENS = { input: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0, reasoning: 0 };
const NOTHING = { tokens: NO_TOKENS, estimatedTokens: NO_TOKENS, cost: null, estimatedCost: null };
const TARGET = {
  providerId: 'p-1',
  providerName: 'openai',
  endpointId: 'e-1',
  endpointName: 'eu',
  modelId: 'm-1',
  modelName: 'gpt-4o',
};
const LISTED = {
  id: ID,
  at: '2026-03-01T12:00:00.000Z',
  aiApiId: 'a-1',
  aiApiName: 'support',
  consumerId: 'c-1',
  consumerKeyId: 'k-1',
  environment: 'PRODUCTION',
  askedModel: 'gpt-4o',
  status: 504,
  outcome: 'TIMEOUT',
  fault: 'PROVIDER',
  totalMs: 30_512.3,
  attempts: [TARGET, TARGET],
};
const ANSWERED = { ...LISTED, outcome: 'ANSWERED', fault: 'NONE', status: 200 };

let controlPlane: ControlPlaneDouble;
beforeAll(async () => {
  controlPlane = await ControlPlaneDouble.start();
});
afterAll(() => controlPlane.close());

const names = { ObjectNames: () => ({ nodes: [{ id: 'c-1', name: 'web' }] }) };
const page = (nodes: object[], endCursor: string | null = null) => ({
  requests: { nodes, pageInfo: { endCursor, hasNextPage: endCursor !== null } },
});
const requests = (...args: string[]) => switchyard(['requests', ...args], { url: controlPlane.url });

it('lists failed requests with what each was sent to', async () => {
  const refused = {
    ...LISTED,
    outcome: 'INVALID_API_KEY',
    status: 401,
    aiApiName: null,
    consumerId: null,
    attempts: [],
  };
  controlPlane.answer({ ...names, Requests: () => page([LISTED, refused]) });
  const { output } = await requests('--failed', '--since', '2026-03-01', '--limit', '5');
  expect(output).toMatch(
    new RegExp(`^2026-03-01T12:00:00.000Z +${ID} +TIMEOUT +504 +30\\.5 s +2 +support +web +openai/eu/gpt-4o$`, 'm'),
  );
  expect(output).toMatch(/INVALID_API_KEY +401 +30\.5 s +0 +- +- +gpt-4o$/m);
  expect(controlPlane.inputOf('Requests')).toEqual({
    first: 5,
    after: null,
    filter: { failed: true },
    from: '2026-03-01T00:00:00.000Z',
    to: null,
  });
  const csv = (await requests('--failed', '-o', 'csv')).output.split('\r\n');
  expect(csv[1]).toBe(
    `2026-03-01T12:00:00.000Z,${ID},TIMEOUT,PROVIDER,504,30512.3,2,support,web,c-1,PRODUCTION,gpt-4o,openai,eu,gpt-4o`,
  );
  expect(jsonOf(await requests('--failed', '--json'))).toMatchObject({ requests: [{ id: ID }, {}] });
});

it('combines conditions: the control plane gets one, and the others are held against what it returns', async () => {
  controlPlane.answer({
    ...names,
    ObjectsOfProvider: () => ({ provider: { models: [], endpoints: [{ id: 'e-1', name: 'eu' }] } }),
    Requests: ({ after }) =>
      after === null
        ? page([ANSWERED, LISTED], 'next')
        : page([{ ...LISTED, id: 'second' }, ANSWERED, { ...LISTED, id: 'third' }]),
  });
  const args = ['--failed', '--endpoint', 'openai/eu', '--outcome', 'timeout', '--json'];
  expect(jsonOf(await requests(...args))).toMatchObject({ requests: [{ id: ID }, { id: 'second' }, { id: 'third' }] });
  expect(controlPlane.inputOf('Requests')).toMatchObject({ filter: { endpointId: 'e-1' } });
  expect(jsonOf(await requests(...args, '--limit', '2'))).toMatchObject({ requests: [{ id: ID }, { id: 'second' }] });
});

it('stops looking after 10,000 requests and says so', async () => {
  controlPlane.answer({
    ...names,
    Requests: () =>
      page(
        Array.from({ length: 200 }, () => ANSWERED),
        'next',
      ),
  });
  const { errorOutput } = await requests('--failed', '--outcome', 'answered');
  expect(controlPlane.names().filter((name) => name === 'Requests')).toHaveLength(50);
  expect(errorOutput).toContain('Looked at the latest 10000 requests. Use --until to look at earlier ones.');
});

describe('request', () => {
  const ATTEMPT = {
    ...TARGET,
    outcome: 'RATE_LIMITED',
    status: 429,
    error: null,
    vendorRequestId: 'req_123',
    startedAt: '2026-03-01T12:00:00.012Z',
    msToHeaders: 80,
    msToEnd: 81,
    resent: true,
    resendCauses: ['STREAM_USAGE_REJECTED', 'CONNECTION_CLOSED'],
    next: 'NEXT_TARGET',
    used: null,
  };
  const DESCRIBED = {
    ...LISTED,
    dataPlaneId: 'dp-1',
    traceId: null,
    operation: 'chat-completions',
    streamed: true,
    policyId: 'policy-1',
    revision: 7,
    sentModel: 'gpt-4o-2024',
    answeredModel: null,
    serviceTier: null,
    reason: 'The vendor did not answer in time.',
    advice: 'Raise the timeout.',
    msToFirstContent: null,
    overheadMs: 3.14,
    requestBytes: 1_500,
    responseBytes: 20,
    used: {
      ...NOTHING,
      tokens: { ...NO_TOKENS, input: 1_200 },
      estimatedTokens: { ...NO_TOKENS, output: 30 },
      cost: '0.0036',
    },
    attempts: [
      ATTEMPT,
      {
        ...ATTEMPT,
        outcome: 'TIMEOUT',
        status: null,
        error: 'no response in 30 s',
        msToHeaders: null,
        msToEnd: 30_000,
        resent: false,
        resendCauses: [],
        vendorRequestId: null,
        startedAt: '2026-03-01T12:00:00.100Z',
        next: 'EXHAUSTED',
      },
    ],
  };
  const show = (...args: string[]) => switchyard(['request', ID, ...args], { url: controlPlane.url });

  it('says why, what to do, and shows each attempt in time', async () => {
    controlPlane.answer({ ...names, Request: () => ({ request: DESCRIBED }) });
    const { output } = await show();
    expect(output).toContain(
      `Request ${ID} at 2026-03-01T12:00:00.000Z: TIMEOUT, fault: PROVIDER\nThe vendor did not answer in time.\nWhat to do: Raise the timeout.\n`,
    );
    expect(output).toContain('  Consumer    web, production\n  Operation   chat-completions, streamed\n');
    expect(output).toContain('  Model       asked for gpt-4o, sent gpt-4o-2024\n');
    expect(output).toContain('  Response    504, after 30.5 s, gateway 3.1 ms; 1,500 bytes in, 20 out\n');
    expect(output).toContain('  Used        1,200 input tokens and about 30 output tokens; cost 0.0036\n');
    expect(output).toMatch(/^1 +\+12 ms +openai\/eu\/gpt-4o +RATE_LIMITED +429 +80 ms +81 ms +NEXT_TARGET$/m);
    expect(output).toMatch(/^2 +\+100 ms +openai\/eu\/gpt-4o +TIMEOUT +- +- +30\.0 s +EXHAUSTED$/m);
    expect(output).toContain(
      '  1: sent once more: the vendor rejected the option `stream_options.include_usage`, which the gateway had added; ' +
        "sent once more: the reused connection was closed before a response began; the vendor's id: req_123\n" +
        '  2: no response in 30 s\n',
    );
    expect(jsonOf(await show('--json'))).toEqual({ request: DESCRIBED });
  });

  it('names no consumer that is deleted, and says why there may be no record', async () => {
    controlPlane.answer({ ObjectNames: () => ({ nodes: [null] }), Request: () => ({ request: DESCRIBED }) });
    expect((await show()).output).toContain('  Consumer    c-1 (deleted), production\n');
    controlPlane.answer({ Request: () => ({ request: null }) });
    const { exitCode, errorOutput } = await show();
    expect(exitCode).toBe(3);
    expect(errorOutput).toContain(`There is no record of request "${ID}".`);
  });
});
