import { Ajv2020 } from 'ajv/dist/2020';
import { parse } from 'yaml';
import { ControlPlaneUnderTest, mutation, problems } from '../../testing/control-plane-under-test.suite';
import { Manifests } from '../../testing/manifests.suite';
import { openCredentials } from '../../testing/open-credentials.suite';

let underTest: ControlPlaneUnderTest;
let manifests: Manifests;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  manifests = new Manifests(underTest);
});
beforeEach(() => manifests.wipe());
afterAll(() => underTest.stop());

const REFERENCE = 'env:EU_KEY';
const endpoint = (rest = `, credential: "\${${REFERENCE}}"`, url = 'https://eu.example/v1') =>
  `providers: [{ name: openai, template: OPENAI, endpoints: [{ name: eu, environment: PRODUCTION, url: "${url}"${rest} }] }]`;
const secret = (value: string) => ({ secrets: [{ reference: REFERENCE, value }] });

async function credential() {
  const { endpoints } = await underTest.get<{
    endpoints: { id: string; credential: { isSet: boolean; hint: string | null } }[];
  }>('{ provider(name: "openai") { endpoints { id credential { isSet hint } } } }');
  return endpoints[0]!.credential;
}

const opened = async () => [...(await openCredentials(underTest)).values()];

it('sets the credential of a reference, and changes it only if it is different', async () => {
  const { plan } = await manifests.apply(endpoint(), secret('sk-first-0123456789'));
  expect(plan.warnings).toEqual([]);
  expect(await credential()).toEqual({ isSet: true, hint: '6789' });
  expect((await manifests.apply(endpoint(), secret('sk-first-0123456789'))).plan.isEmpty).toBe(true);
  const changed = await manifests.apply(endpoint(), secret('sk-second-012345abcd'));
  expect(changed.plan.items).toMatchObject([
    { action: 'UPDATE', kind: 'ENDPOINT', differences: [{ path: 'credential.changes', before: null, after: true }] },
  ]);
  expect(await credential()).toEqual({ isSet: true, hint: 'abcd' });
  expect(await opened()).toEqual(['sk-second-012345abcd']);
});

it('keeps a credential if the manifest does not mention it, or its secret was not sent', async () => {
  await manifests.apply(endpoint(), secret('sk-first-0123456789'));
  expect((await manifests.apply(endpoint(''))).plan.isEmpty).toBe(true);
  expect((await manifests.apply(endpoint())).plan.isEmpty).toBe(true);
  expect((await manifests.plan(endpoint())).warnings).toEqual([]);
  expect(await credential()).toMatchObject({ isSet: true });
});

it('refuses a secret that the manifest does not refer to, and never quotes it', async () => {
  const secrets = [
    { reference: REFERENCE, value: 'sk-first-0123456789' },
    { reference: 'env:EU_KEYS', value: 'sk-misspelt-0123456789' },
  ];
  const refusal = await manifests.refused(endpoint(), { secrets });
  expect(problems(refusal)).toEqual(['secrets.1.reference: NOT_FOUND']);
  expect(JSON.stringify(refusal)).not.toContain('sk-misspelt');
});

it('refuses a reference without its secret if there is no credential to keep; a plan only warns', async () => {
  const refusal = await manifests.refused(endpoint());
  expect(problems(refusal)).toEqual(['providers.0.endpoints.0.credential: UNRESOLVED_REFERENCE']);
  expect((await manifests.plan(endpoint())).warnings.map(({ code }) => code)).toEqual(['CREDENTIAL_MISSING']);
  const { plan } = await manifests.apply(endpoint(''));
  expect(plan.warnings.map(({ code, path }) => [code, path])).toEqual([['CREDENTIAL_MISSING', ['openai', 'eu']]]);
  // It now exists without a credential, so it no longer causes that warning.
  expect((await manifests.plan(endpoint(''))).warnings).toEqual([]);
  expect((await manifests.plan(endpoint())).warnings.map(({ code }) => code)).toEqual(['CREDENTIAL_MISSING']);
  expect(problems(await manifests.refused(endpoint()))).toEqual([
    'providers.0.endpoints.0.credential: UNRESOLVED_REFERENCE',
  ]);
});

it('accepts a name that only the client knows like any other reference, and refuses an invalid name', async () => {
  const named = endpoint(', credential: "${secret:team/eu-key}"');
  const refusal = await manifests.refused(named);
  expect(problems(refusal)).toEqual(['providers.0.endpoints.0.credential: UNRESOLVED_REFERENCE']);
  expect(refusal.extensions.fields).toMatchObject([{ line: 1 }]);
  await manifests.apply(named, { secrets: [{ reference: 'secret:team/eu-key', value: 'sk-first-0123456789' }] });
  expect(await credential()).toEqual({ isSet: true, hint: '6789' });
  expect((await manifests.apply(named)).plan.isEmpty).toBe(true);
  for (const wrong of ['secret:', 'secret:two words', 'secret:a=b', 'vault:eu']) {
    expect(problems(await manifests.refused(endpoint(`, credential: "\${${wrong}}"`)))).toEqual([
      'providers.0.endpoints.0.credential: NOT_ALLOWED',
    ]);
  }
});

it('describes references in the JSON Schema', async () => {
  const fits = new Ajv2020({ strict: false, validateFormats: false }).compile(
    await underTest.get<object>('{ manifestSchema }'),
  );
  const isAccepted = (credential: string) => fits(parse(endpoint(`, credential: ${JSON.stringify(credential)}`)));
  expect(['${env:A}', '${file:/a b}', '${secret:a}'].filter((text) => !isAccepted(text))).toEqual([]);
  expect(['sk-of-a-vendor', '${secret:a b}', '${vault:a}', 'x${env:A}'].filter(isAccepted)).toEqual([]);
});

it('does not send a credential to another origin unless it is given again', async () => {
  await manifests.apply(endpoint(), secret('sk-first-0123456789'));
  const moved = 'https://elsewhere.example/v1';
  expect(problems(await manifests.refused(endpoint('', moved)))).toEqual([
    'providers.0.endpoints.0.credential: REQUIRED',
  ]);
  expect(problems(await manifests.refused(endpoint(undefined, moved)))).toEqual([
    'providers.0.endpoints.0.credential: UNRESOLVED_REFERENCE',
  ]);
  await expect(manifests.plan(endpoint('', moved))).rejects.toThrow(
    /is required, because the URL moves to another origin/,
  );
  const { plan } = await manifests.apply(endpoint(undefined, moved), secret('sk-first-0123456789'));
  expect(plan.items).toMatchObject([{ differences: [{ path: 'url' }] }]);
});

it('leaves a credential that opens, whatever URL a manifest gives the endpoint', async () => {
  const first = 'sk-first-0123456789';
  await manifests.apply(endpoint(), secret(first));
  const kept = ['https://eu.example/v2', 'HTTPS://EU.Example:443/v3'];
  for (const url of kept) {
    expect((await manifests.apply(endpoint('', url))).plan).toMatchObject({ updateCount: 1 });
    expect(await opened()).toEqual([first]);
  }
  // Given again with the URL: the same credential, then another one.
  for (const [url, value] of [
    ['https://eu.example:8443/v1', first],
    ['http://eu.example:8443/v1', first],
    ['https://elsewhere.example/v1', 'sk-second-012345abcd'],
  ] as const) {
    expect((await manifests.apply(endpoint(undefined, url), secret(value))).plan).toMatchObject({ updateCount: 1 });
    expect(await opened()).toEqual([value]);
  }
});

it('refuses a credential in the text itself, and never quotes it or a secret', async () => {
  const words = ['sk-in-the-text-0123456789', 'sk-as-a-secret-0123456789'] as const;
  const [written, sent] = words;
  const texts = [
    endpoint(`, credential: ${written}`),
    endpoint(`, credential: "\${${written}}"`),
    endpoint(`, credential: { apiKey: ${written} }`),
    endpoint(`, ${written}: x`),
    endpoint(`, credential: "${written}`),
  ];
  const answers = [];
  for (const manifest of texts) {
    const input = { manifest, ...secret(sent) };
    answers.push(
      await underTest.ask(mutation('applyManifest', 'plan { id items { differences { after } } }'), { input }),
    );
  }
  for (const secrets of [
    [{ reference: sent, value: sent }],
    [{ reference: REFERENCE, value: `${sent} ` }],
    [...secret(sent).secrets, ...secret(sent).secrets],
  ]) {
    answers.push(
      await underTest.ask(mutation('applyManifest', 'revision'), { input: { manifest: endpoint(), secrets } }),
    );
  }
  for (const { errors } of answers) expect(errors).toHaveLength(1);
  const { plan } = await manifests.apply(endpoint(), secret(sent));
  answers.push(plan, await manifests.export());
  const everything = [
    JSON.stringify(answers),
    ...underTest.logLines,
    JSON.stringify(await underTest.sql('SELECT * FROM change')),
  ];
  for (const word of words) expect(everything.filter((text) => text.includes(word))).toEqual([]);
});
