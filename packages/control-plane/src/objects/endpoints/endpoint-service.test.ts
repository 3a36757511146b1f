import { ControlPlaneUnderTest, problems } from '../../testing/control-plane-under-test.suite';
import { openCredentials } from '../../testing/open-credentials.suite';

const SECRET = 'sk-very-secret-0123456789-WXYZ';
const OTHER_SECRET = 'sk-another-secret-9876543210-ABCD';

let underTest: ControlPlaneUnderTest;
let providerId: string;
let endpoints = 0;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  const input = { name: 'openai', template: 'OPENAI' };
  const made = await underTest.change<{ provider: { id: string } }>('createProvider', input, 'provider { id }');
  providerId = made.provider.id;
});
afterAll(() => underTest.stop());

const ENDPOINT = `endpoint { id name displayName environment url enabled connectTimeoutSeconds version provider { name }
  credential { id isSet hint rotatedAt } } revision`;
interface Made {
  endpoint: { id: string; url: string; version: number; credential: { isSet: boolean; hint: string | null } };
  revision: number;
}
const newEndpoint = (input: object = {}) => {
  endpoints += 1;
  return { providerId, name: `e-${endpoints}`, environment: 'PRODUCTION', url: 'https://api.openai.com/v1', ...input };
};
const create = (input: object = {}) => underTest.change<Made>('createEndpoint', newEndpoint(input), ENDPOINT);
const refuse = (input: object) => underTest.refused('createEndpoint', newEndpoint(input));
const update = (input: object) => underTest.change<Made>('updateEndpoint', input, ENDPOINT);

it('creates an endpoint, and shows of its credential only whether and when it was set, and a hint', async () => {
  const { endpoint } = await create({ name: 'primary', credential: { apiKey: SECRET } });
  expect(endpoint).toMatchObject({
    displayName: 'primary',
    enabled: true,
    connectTimeoutSeconds: 5,
    provider: { name: 'openai' },
    credential: { id: endpoint.id, isSet: true, hint: 'WXYZ', rotatedAt: expect.stringMatching(/Z$/) },
  });
  const short = await create({ credential: { apiKey: 'short-key-1' } });
  expect(short.endpoint.credential).toMatchObject({ isSet: true, hint: null });
  expect((await create()).endpoint.credential).toMatchObject({ isSet: false, hint: null, rotatedAt: null });
});

it('normalizes a URL', async () => {
  expect((await create({ url: 'HTTPS://API.Example:443/v1///' })).endpoint.url).toBe('https://api.example/v1');
  expect((await create({ url: 'http://localhost:8000' })).endpoint.url).toBe('http://localhost:8000');
});

it.each([
  'ftp://api.example',
  'api.example/v1',
  'https://user:password@api.example',
  'https://api.example/v1?key=1',
  'https://api.example/v1?',
  'https://api.example/v1#a',
  'javascript:alert(1)',
  ' https://api.example',
  'https://',
  '',
])('refuses the URL %j', async (url) => {
  const error = await refuse({ url });
  expect(error.extensions.code).toBe('BAD_USER_INPUT');
  expect(problems(error)).toEqual(['url: INVALID_FORMAT']);
});

it('refuses a taken name, an unknown provider, and values out of range', async () => {
  await create({ name: 'taken' });
  expect(problems(await refuse({ name: 'taken' }))).toEqual(['name: TAKEN']);
  expect((await refuse({ providerId: 'nobody' })).extensions.code).toBe('NOT_FOUND');
  expect(problems(await refuse({ connectTimeoutSeconds: 61 }))).toEqual(['connectTimeoutSeconds: OUT_OF_RANGE']);
  expect(problems(await refuse({ credential: { apiKey: 'with space' } }))).toEqual([
    'credential.apiKey: INVALID_FORMAT',
  ]);
});

it('requires the credential again if and only if the URL moves to another origin', async () => {
  const { endpoint } = await create({ credential: { apiKey: SECRET } });
  const endpointId = endpoint.id;
  const moved = { endpointId, url: 'https://evil.example/v1' };
  expect(problems(await underTest.refused('updateEndpoint', moved))).toEqual(['credential: REQUIRED']);
  const port = { endpointId, url: 'https://api.openai.com:8443/v1' };
  expect(problems(await underTest.refused('updateEndpoint', port))).toEqual(['credential: REQUIRED']);
  const scheme = { endpointId, url: 'http://api.openai.com/v1' };
  expect(problems(await underTest.refused('updateEndpoint', scheme))).toEqual(['credential: REQUIRED']);
  expect((await update({ endpointId, url: 'https://api.openai.com/v2' })).endpoint.credential.hint).toBe('WXYZ');
  const givenAgain = await update({ ...moved, credential: { apiKey: OTHER_SECRET } });
  expect(givenAgain.endpoint).toMatchObject({ url: 'https://evil.example/v1', credential: { hint: 'ABCD' } });
  const without = await create();
  await update({ endpointId: without.endpoint.id, url: 'https://elsewhere.example' });
});

it('rotates a credential, and commits nothing for the same one', async () => {
  const made = await create({ credential: { apiKey: SECRET } });
  const rotate = (apiKey: string) =>
    underTest.change<Made>(
      'rotateEndpointCredential',
      { endpointId: made.endpoint.id, credential: { apiKey } },
      ENDPOINT,
    );
  expect((await rotate(SECRET)).revision).toBe(made.revision);
  const rotated = await rotate(OTHER_SECRET);
  expect(rotated.revision).toBe(made.revision + 1);
  expect(rotated.endpoint.credential.hint).toBe('ABCD');
  expect((await openCredentials(underTest)).get(made.endpoint.id)).toBe(OTHER_SECRET);
});

it('leaves a credential that opens, whatever the URL changes to', async () => {
  const { endpoint } = await create({ credential: { apiKey: SECRET } });
  const endpointId = endpoint.id;
  const opened = async () => (await openCredentials(underTest)).get(endpointId);
  expect(await opened()).toBe(SECRET);
  for (const url of ['https://api.openai.com/v2', 'HTTPS://API.OpenAI.com:443', 'https://api.openai.com/v1']) {
    await update({ endpointId, url });
    expect(await opened()).toBe(SECRET);
  }
  const credential = { apiKey: SECRET };
  for (const url of ['https://eu.example/v1', 'https://eu.example:8443/v1', 'http://eu.example:8443/v1']) {
    const moved = await update({ endpointId, url, credential });
    // It was not rotated: the same credential was only sealed for another origin.
    expect(moved.endpoint).toMatchObject({ url, credential: endpoint.credential });
    expect(await opened()).toBe(SECRET);
  }
  const { revision } = await update({ endpointId, url: 'http://eu.example:8443/v2' });
  const rotated = { endpointId, credential };
  expect((await underTest.change<Made>('rotateEndpointCredential', rotated, ENDPOINT)).revision).toBe(revision);
  await update({ endpointId, url: 'https://us.example', credential: { apiKey: OTHER_SECRET } });
  expect(await opened()).toBe(OTHER_SECRET);
});

it('keeps credentials out of every table, image, response and log line', async () => {
  const { endpoint } = await create({ credential: { apiKey: SECRET } });
  await underTest.refused('createEndpoint', newEndpoint({ url: 'no url', credential: { apiKey: SECRET } }));
  const wrong = await underTest.post(
    JSON.stringify({
      query: 'mutation($input: CreateEndpointInput!) { createEndpoint(input: $input) { revision } }',
      variables: { input: newEndpoint({ credential: { apiKey: { nested: SECRET } } }) },
    }),
  );
  expect(await wrong.text()).not.toContain(SECRET);
  const tables = await underTest.sql<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  expect(tables.length).toBeGreaterThan(10);
  for (const { name } of tables) {
    const rows = await underTest.sql(`SELECT * FROM "${name}"`);
    expect(JSON.stringify(rows)).not.toContain(SECRET);
  }
  const images = await underTest.sql('SELECT before, after FROM change WHERE object_id = $1', [endpoint.id]);
  expect(images[0]).toMatchObject({ after: { credential: { isSet: true } } });
  expect(JSON.stringify(images)).not.toMatch(/v1\.|WXYZ/);
  expect(underTest.logLines.join('\n')).not.toContain(SECRET);
});
