import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { Manifests } from '../../testing/manifests.suite';

let underTest: ControlPlaneUnderTest;
let manifests: Manifests;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  manifests = new Manifests(underTest);
});
beforeEach(() => manifests.wipe());
afterAll(() => underTest.stop());

const SHOP = `
providers:
  - name: OpenAI
    template: OPENAI
    models: [{ name: large }, { name: small }]
    endpoints:
      - { name: EU, environment: PRODUCTION, url: https://eu.example/v1 }
      - { name: us, environment: PRODUCTION, url: https://us.example/v1 }
aiApis:
  - name: Shop
    basePath: /shop
    providers: [OpenAI]
    defaultProductionEndpoint: EU
    policies:
      - kind: FAILOVER
        production: { primary: { model: large, endpoint: EU }, fallbacks: [{ model: small, endpoint: us }] }
consumers:
  - { name: Web, access: [Shop] }
`;

/** The text with `OpenAI`, `EU`, `Shop` and `Web` in another case. */
const inOtherCase = (text: string) =>
  text
    .replaceAll('OpenAI', 'openai')
    .replaceAll(/\bEU\b/g, 'eu')
    .replaceAll('Shop', 'SHOP')
    .replaceAll('Web', 'wEB');

const ids = () =>
  underTest.sql(
    `SELECT id FROM provider UNION ALL SELECT id FROM model UNION ALL SELECT id FROM endpoint UNION ALL SELECT id FROM ai_api
     UNION ALL SELECT id FROM policy UNION ALL SELECT id FROM consumer UNION ALL SELECT id FROM access_grant ORDER BY id`,
  );
const shown = ({ items }: Awaited<ReturnType<Manifests['plan']>>) =>
  items
    .filter(({ action }) => action !== 'UNCHANGED')
    .map(({ action, kind, path, differences }) => [action, kind, path.join('/'), differences]);

it('renames objects whose names differ only in case, and keeps every id', async () => {
  await manifests.apply(SHOP);
  const before = await ids();
  const { plan } = await manifests.apply(inOtherCase(SHOP), { prune: true });
  const name = (from: string, to: string) => [
    { path: 'name', before: from, after: to },
    { path: 'displayName', before: from, after: to },
  ];
  expect(shown(plan)).toEqual([
    ['UPDATE', 'PROVIDER', 'openai', name('OpenAI', 'openai')],
    ['UPDATE', 'ENDPOINT', 'openai/eu', name('EU', 'eu')],
    ['UPDATE', 'AI_API', 'SHOP', name('Shop', 'SHOP')],
    ['UPDATE', 'CONSUMER', 'wEB', name('Web', 'wEB')],
  ]);
  expect(await ids()).toEqual(before);
  expect(await manifests.export()).toContain('- openai');
  expect((await manifests.apply(inOtherCase(SHOP), { prune: true })).plan.isEmpty).toBe(true);
});

it('resolves a reference in another case to the same object, without a difference', async () => {
  await manifests.apply(SHOP);
  const [providers = '', rest = ''] = SHOP.split('aiApis:');
  const referring = rest
    .replace('providers: [OpenAI]', 'providers: [OPENAI]')
    .replaceAll(/(endpoint: )EU/gi, '$1eu')
    .replace('access: [Shop]', 'access: [shop]');
  expect(referring).not.toBe(rest);
  for (const text of [`${providers}aiApis:${referring}`, `aiApis:${referring}`]) {
    const { plan } = await manifests.apply(text, { prune: true });
    expect(shown(plan)).toEqual([]);
  }
  const exported = await manifests.export();
  await manifests.wipe();
  await manifests.apply(`${providers}aiApis:${referring}`);
  expect(await manifests.export()).toBe(exported);
});

it('refuses two names that differ only in case, and says which', async () => {
  const refusal = async (manifest: string) => (await manifests.refused(manifest)).extensions.fields;
  const message = (first: string) => `is the same name as "${first}": names must be unique, ignoring case`;
  expect(await refusal(SHOP.replace('name: us,', 'name: eu,'))).toMatchObject([
    { path: 'providers.0.endpoints.1.name', reason: 'DUPLICATE', message: message('EU'), line: 8 },
  ]);
  expect(await refusal(`${SHOP}  - { name: web }\n`)).toMatchObject([
    { path: 'consumers.1.name', reason: 'DUPLICATE', message: message('Web') },
  ]);
  expect(await refusal(SHOP.replace('[Shop]', '[Shop, shop]'))).toMatchObject([
    { path: 'consumers.0.access.1', reason: 'DUPLICATE', message: message('Shop') },
  ]);
  expect(await refusal(SHOP.replace('{ name: small }', '{ name: large }'))).toMatchObject([
    { path: 'providers.0.models.1.name', reason: 'DUPLICATE', message: 'is listed twice' },
  ]);
});

it('distinguishes models whose names differ only in case', async () => {
  const both = SHOP.replace('{ name: small }', '{ name: small }, { name: Large }');
  await manifests.apply(both);
  const { plan } = await manifests.apply(both.replace('{ name: Large }', '{ name: Large, enabled: false }'));
  expect(shown(plan)).toMatchObject([['UPDATE', 'MODEL', 'OpenAI/Large', [{ path: 'enabled' }]]]);
});

it('a rollback restores the case of names, and swaps two names back', async () => {
  await manifests.apply(SHOP);
  const text = await manifests.export();
  const { number: to } = await underTest.get<{ number: number }>('{ revision { number } }');
  await manifests.apply(inOtherCase(SHOP));
  await underTest.change('rollBack', { toRevision: to }, 'revision');
  expect(await manifests.export()).toBe(text.replaceAll('Web', 'wEB'));
  const endpoints = await underTest.get<{ endpoints: { id: string }[] }>(
    '{ provider(name: "openai") { endpoints { id } } }',
  );
  const [eu, us] = endpoints.endpoints.map(({ id }) => id);
  for (const [endpointId, name] of [
    [eu, 'spare'],
    [us, 'Eu'],
    [eu, 'US'],
  ]) {
    await underTest.change('updateEndpoint', { endpointId, name, displayName: null }, 'revision');
  }
  await underTest.change('rollBack', { toRevision: to }, 'revision');
  expect(await manifests.export()).toBe(text.replaceAll('Web', 'wEB'));
  expect(await underTest.get('{ provider(name: "OpenAI") { endpoints { id } } }')).toEqual(endpoints);
});

it('keeps a failover policy by its name while its primary changes, and calls it after its primary without one', async () => {
  const named = (name: string) => SHOP.replace('- kind: FAILOVER', `- kind: FAILOVER\n        name: ${name}`);
  await manifests.apply(named('chat'));
  const exported = await manifests.export();
  expect(exported).toContain('kind: FAILOVER\n        name: chat\n');
  expect((await manifests.apply(exported, { prune: true })).plan.isEmpty).toBe(true);
  const before = await ids();
  const swap = (text: string) =>
    text
      .replace('primary: { model: large', 'primary: { model: small')
      .replace('fallbacks: [{ model: small', 'fallbacks: [{ model: large');
  const { plan: moved } = await manifests.apply(swap(named('Chat')));
  expect(moved.items.map(({ action, path }) => [action, ...path])).toEqual([['UPDATE', 'Shop', 'Chat']]);
  expect(await ids()).toEqual(before);
  const { plan: unnamed } = await manifests.apply(swap(SHOP));
  expect(shown(unnamed)).toEqual([
    [
      'UPDATE',
      'FAILOVER_POLICY',
      'Shop/failover from OpenAI/small in production',
      [{ path: 'name', before: 'Chat', after: null }],
    ],
  ]);
  const twice = named('chat').replace(
    'consumers:',
    `      - { kind: FAILOVER, name: CHAT, production: { primary: { model: small, endpoint: EU }, fallbacks: [{ model: large, endpoint: us }] } }
      - { kind: FAILOVER, production: { primary: { model: small, endpoint: us }, fallbacks: [{ model: large, endpoint: EU }] } }
consumers:`,
  );
  const { extensions } = await manifests.refused(twice);
  expect(extensions.fields).toMatchObject([
    {
      path: 'aiApis.0.policies.2.production.primary.model',
      message: '"OpenAI/small" is the primary model of another policy of this AI API in PRODUCTION',
    },
    { path: 'aiApis.0.policies.0.name', reason: 'DUPLICATE' },
  ]);
});

it('tells what is wrong with several parts of a manifest at once: sections, texts, rules and repeated names', async () => {
  const { extensions } = await manifests.refused(`
provders: []
providers:
  - { name: no slug, template: OPENAI, displayName: "\${env:NAME}" }
  - { name: openai, template: OPENAI }
consumers: [{ name: web }, { name: web, acess: [] }, { name: Web }]
`);
  expect(extensions.fields?.map(({ path, reason }) => `${path}: ${reason}`).toSorted()).toEqual(
    [
      'consumers.1.acess: UNKNOWN_MEMBER',
      'consumers.2.name: DUPLICATE',
      'providers.0.displayName: NOT_ALLOWED',
      'providers.0.name: INVALID_FORMAT',
      'provders: UNKNOWN_MEMBER',
    ].toSorted(),
  );
});
