import { CONSUMER_KEY_HEADERS, profileWith, type ProviderProfile } from '@switchyard/contract';
import { type RecordedRequest, type Simulator, startSimulator } from '@switchyard/simulator';
import { credentialOf } from '@switchyard/test-entries';
import fc from 'fast-check';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';

let simulator: Simulator;
beforeAll(async () => (simulator = await startSimulator()));
afterAll(() => simulator.close());

const PROVIDERS = ['openai', 'second', 'third'];
const ALIAS = 'asked-by-alias';
/** What the consumer puts where providers have their credentials, and vendors where answers could echo them. */
const COPY = 'copy-by-the-consumer';
const ECHO = 'echo-by-a-vendor';

const anyCredential = fc.oneof(
  fc
    .constantFrom(
      ['authorization', 'Bearer '] as const,
      ['authorization', 'Token '] as const,
      ['x-api-key', null] as const,
      ['api-key', null] as const,
      ['x-goog-api-key', null] as const,
      ['x-team-token', null] as const,
      ['x-subscription', 'Key '] as const,
    )
    .map(([credentialName, credentialPrefix]) => {
      return { credentialPlace: 'HEADER' as const, credentialName, credentialPrefix };
    }),
  fc
    .constantFrom('key', 'appId', 'subscription-key')
    .map((credentialName) => ({ credentialPlace: 'QUERY_PARAMETER' as const, credentialName, credentialPrefix: null })),
  fc.constant({ credentialPlace: 'NONE' as const, credentialName: null, credentialPrefix: null }),
);
const anyOperation = fc
  .constantFrom(
    ['JSON_BODY', '/model', 'run'] as const,
    ['JSON_BODY', '/input/model', 'v1/run'] as const,
    ['HEADER', 'x-model', 'run'] as const,
    ['QUERY_PARAMETER', 'deployment', 'run'] as const,
    ['PATH', null, 'models/{model}/run'] as const,
  )
  .map(([modelPlace, modelKey, path]) => ({ path, name: 'run', modelPlace, modelKey }));
const anyProfile = fc.record({
  credential: anyCredential,
  operation: anyOperation,
  fixedHeader: fc.option(fc.constantFrom('x-version', 'x-flavour')),
});
type Drawn = typeof anyProfile extends fc.Arbitrary<infer T> ? T : never;

const fixedValue = (provider: string) => `fixed-by-${provider}`;
const profileOf = ({ credential, operation, fixedHeader }: Drawn, provider: string): ProviderProfile =>
  profileWith({
    ...credential,
    routedOperations: [operation],
    fixedHeaders: fixedHeader === null ? [] : [{ name: fixedHeader, value: fixedValue(provider) }],
  });

const modelOf = (provider: string) => `model-of-${provider}`;

/** What the consumer asks for: an alias of the first provider's model, or the second provider's model by its name. */
const anyName = fc.constantFrom(ALIAS, modelOf('second'));

/** The providers in the order in which the policy asks them. */
const orderOf = (name: string, drawn: readonly Drawn[]) =>
  (name === ALIAS ? PROVIDERS : ['second', 'openai', 'third']).filter((each) => PROVIDERS.indexOf(each) < drawn.length);

/** How SDKs repeat the name in the member `model` of the body, or a consumer may write it there. */
const anyRepetition = fc.constantFrom(
  (name: string) => `"model":"${name}"`,
  (name: string) => `"model":"models/${name}"`,
  (name: string) => `"model":"${name}","model":"x"`,
);
type Repetition = typeof anyRepetition extends fc.Arbitrary<infer T> ? T : never;

/** A gateway in front of one AI API of these providers, whose policy asks each of them in turn. */
async function gatewayOf(drawn: readonly Drawn[], name: string): Promise<GatewayUnderTest> {
  const gateway = new GatewayUnderTest(simulator.url, [modelOf('openai')]);
  const [first, ...others] = drawn;
  if (first !== undefined) gateway.provider.profile = profileOf(first, 'openai');
  for (const [index, each] of others.entries()) {
    const other = PROVIDERS[index + 1]!;
    const models = [modelOf(other)];
    gateway.addProvider({ name: other, profile: profileOf(each, other), models, url: simulator.url });
  }
  gateway.addAlias(ALIAS, modelOf('openai'));
  const production = orderOf(name, drawn).map((provider) =>
    provider === 'openai' ? modelOf(provider) : `${provider}>${modelOf(provider)}`,
  );
  gateway.setPolicies({ kind: 'FAILOVER', production });
  return gateway.listen();
}

/**
 * A request that names a model where the first provider looks for it, and again in the body, with a copy of something at
 * every place where one of the providers has its credential or a fixed header.
 */
function requestTo(
  gateway: GatewayUnderTest,
  drawn: readonly Drawn[],
  path: string,
  asked: string,
  repetition: Repetition,
): Promise<Response> {
  const { liveKey } = gateway;
  const { modelPlace, modelKey } = drawn[0]!.operation;
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (modelPlace === 'HEADER') headers['x-model'] = asked;
  const parameters = modelPlace === 'QUERY_PARAMETER' ? [`deployment=${asked}`] : [];
  const model = modelKey === '/model' ? `"model":"${asked}"` : repetition(asked);
  const input = modelKey === '/input/model' ? { model: asked } : {};
  for (const { credential, fixedHeader } of drawn) {
    if (fixedHeader !== null) headers[fixedHeader] = COPY;
    const { credentialName: name, credentialPrefix } = credential;
    if (name === null) continue;
    // Of the places where a consumer's key is looked for, all have it.
    const isKeyPlace = [...CONSUMER_KEY_HEADERS, 'key', drawn[0]?.credential.credentialName].includes(name);
    const value = isKeyPlace ? liveKey : COPY;
    if (credential.credentialPlace === 'QUERY_PARAMETER') parameters.push(`${name}=${value}`);
    else headers[name] = `${name === 'authorization' ? 'Bearer ' : (credentialPrefix ?? '')}${value}`;
  }
  headers['x-api-key'] = liveKey;
  return fetch(`${gateway.url}/support/chat/${path}?${parameters.join('&')}`, {
    method: 'POST',
    headers,
    body: `{${model},"input":${JSON.stringify(input)},"n":1}`,
  });
}

const wholeOf = ({ path, rawHeaders, bodyBase64 }: RecordedRequest) =>
  [path, ...rawHeaders, Buffer.from(bodyBase64 ?? '', 'base64').toString()].join('\n');

/**
 * A request bears the credential and the fixed headers of one provider, and nothing of another or of the consumer.
 *
 * @returns the whole request
 */
function expectOnly(request: RecordedRequest, provider: string, drawn: readonly Drawn[], key: string): string {
  const whole = wholeOf(request);
  for (const [index, { credential, fixedHeader }] of drawn.entries()) {
    const name = PROVIDERS[index]!;
    const isOwn = name === provider;
    const hasCredential = isOwn && credential.credentialPlace !== 'NONE';
    const secret = new RegExp(`${credentialOf('production', name)}(?![a-z-])`, 'g');
    expect({ provider, name, times: whole.match(secret)?.length ?? 0 }).toEqual({
      provider,
      name,
      times: hasCredential ? 1 : 0,
    });
    expect(whole.includes(fixedValue(name))).toBe(isOwn && fixedHeader !== null);
  }
  expect(whole).not.toContain(key);
  expect(whole).not.toContain(COPY);
  return whole;
}

const anyProfiles = fc.array(anyProfile, { minLength: 2, maxLength: 3 });

it("no provider's credential or model name reaches another's endpoint, and nothing that the consumer or a vendor put in its place passes", async () => {
  let attempts = 0;
  await fc.assert(
    fc.asyncProperty(anyProfiles, fc.nat(2), anyName, anyRepetition, async (drawn, failing, name, repetition) => {
      simulator.clearRequests();
      const echoes = drawn.flatMap(({ credential }) => credential.credentialName ?? []);
      const headers = Object.fromEntries(echoes.map((name) => [name, ECHO]));
      simulator.setBehaviours([
        ...(failing === 0 ? [] : [{ times: failing, answer: { status: 503, headers } }]),
        { answer: { headers } },
      ]);
      const gateway = await gatewayOf(drawn, name);
      try {
        const [{ operation }] = drawn as [Drawn];
        const path = operation.path.replace('{model}', name);
        const response = await requestTo(gateway, drawn, path, name, repetition);
        await response.arrayBuffer();
        const asked = orderOf(name, drawn).slice(0, failing + 1);
        expect(simulator.requests()).toHaveLength(asked.length);
        expect([...response.headers.values()]).not.toContain(ECHO);
        for (const [index, request] of simulator.requests().entries()) {
          attempts += 1;
          const provider = asked[index]!;
          const whole = expectOnly(request, provider, drawn, gateway.liveKey);
          expect(expectedPlaceOf(request, drawn[PROVIDERS.indexOf(provider)]!)).toBe(modelOf(provider));
          const foreign = [ALIAS, ...PROVIDERS.filter((each) => each !== provider).map(modelOf)];
          expect(foreign.filter((each) => whole.includes(each))).toEqual([]);
        }
        simulator.clearRequests();
        await (await requestTo(gateway, drawn, 'not-routed', name, repetition)).arrayBuffer();
        expectOnly(simulator.requests()[0]!, 'openai', drawn, gateway.liveKey);
      } finally {
        await gateway.close();
      }
    }),
    { numRuns: 60 },
  );
  // The draws must reach what this test is about.
  expect(attempts).toBeGreaterThan(90);
});

/** The model where the provider looks for it. */
function expectedPlaceOf({ path, rawHeaders, bodyBase64 }: RecordedRequest, { operation }: Drawn): string | null {
  const body = JSON.parse(Buffer.from(bodyBase64 ?? '', 'base64').toString()) as {
    model: string;
    input: { model: string };
  };
  switch (operation.modelPlace) {
    case 'JSON_BODY':
      return operation.modelKey === '/model' ? body.model : body.input.model;
    case 'HEADER':
      return rawHeaders[rawHeaders.indexOf('x-model') + 1] ?? null;
    case 'QUERY_PARAMETER':
      return new URL(path, simulator.url).searchParams.get('deployment');
    case 'PATH':
      return /models\/([^/]*)\/run/.exec(path)?.[1] ?? null;
  }
}
