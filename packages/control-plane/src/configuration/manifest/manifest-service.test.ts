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
  - name: openai
    template: OPENAI
    models:
      - name: gpt-4o
        prices:
          - { validFrom: "2026-01-01T00:00:00Z", inputPerMillion: "2.50", outputPerMillion: "10" }
      - { name: gpt-4o-mini, enabled: false }
    endpoints:
      - { name: eu, environment: PRODUCTION, url: https://eu.example/v1, credential: "\${env:EU_KEY}" }
      - { name: us, environment: PRODUCTION, url: https://us.example/v1, credential: "\${env:US_KEY}" }
      - { name: sandbox, environment: SANDBOX, url: https://sandbox.example/v1 }
aiApis:
  - name: shop
    basePath: /shop/chat
    providers: [openai]
    defaultProductionEndpoint: eu
    policies:
      - kind: FAILOVER
        production:
          primary: { model: gpt-4o, endpoint: eu }
          fallbacks: [{ model: gpt-4o-mini, endpoint: us }]
        suspendDurationSeconds: 30
consumers:
  - { name: web, access: [shop] }
`;
const SECRETS = [
  { reference: 'env:EU_KEY', value: 'sk-of-europe-0123456789' },
  { reference: 'env:US_KEY', value: 'sk-of-the-us-0123456789' },
];

it('creates everything in a manifest in one revision, and changes nothing when applied again', async () => {
  const first = await manifests.apply(SHOP, { secrets: SECRETS });
  expect(first.plan).toMatchObject({ createCount: 10, updateCount: 0, deleteCount: 0, isEmpty: false });
  expect(first.applied).toBe(true);
  const again = await manifests.apply(SHOP, { secrets: SECRETS });
  expect(again).toMatchObject({ revision: first.revision, plan: { isEmpty: true, unchangedCount: 10 } });
  const changes = await underTest.get<{ changeCount: number; operation: string }>(
    'query($number: Int) { revision(number: $number) { changeCount operation } }',
    { number: first.revision },
  );
  expect(changes).toEqual({ changeCount: 10, operation: 'applyManifest' });
});

it('exports what was applied, so that applying the export changes nothing, in either format', async () => {
  const { revision } = await manifests.apply(SHOP, { secrets: SECRETS });
  for (const format of ['YAML', 'JSON']) {
    const text = await manifests.export(format);
    expect(text).not.toMatch(/sk-|credential/);
    const { plan } = await manifests.apply(text, { prune: true });
    expect(plan).toMatchObject({ isEmpty: true, baseRevision: revision, unchangedCount: 10 });
  }
});

it('swaps two names and two base paths in one revision, and keeps the ids', async () => {
  await manifests.apply(SHOP, { secrets: SECRETS });
  const support = { name: 'support', basePath: '/support', providers: ['openai'], defaultProductionEndpoint: 'us' };
  const section = (one: object, other: object) => JSON.stringify({ aiApis: [one, other] });
  const shop = { name: 'shop', basePath: '/shop/chat', providers: ['openai'], defaultProductionEndpoint: 'eu' };
  await manifests.apply(section(shop, support));
  const { plan } = await manifests.apply(
    section({ ...shop, basePath: '/support' }, { ...support, basePath: '/shop/chat' }),
  );
  expect(plan).toMatchObject({ createCount: 0, updateCount: 2, deleteCount: 0 });
  expect(plan.items.map(({ path, differences }) => [path, differences])).toEqual([
    [['shop'], [{ path: 'basePath', before: '/shop/chat', after: '/support' }]],
    [['support'], [{ path: 'basePath', before: '/support', after: '/shop/chat' }]],
  ]);
  expect(plan.warnings.map(({ code, path }) => [code, path])).toEqual([
    ['BASE_PATH_MOVED', ['shop']],
    ['BASE_PATH_MOVED', ['support']],
  ]);
});

it('does all or nothing: if the last object is invalid, nothing is created', async () => {
  const before = await manifests.export();
  const bad = SHOP.replace('access: [shop]', 'access: [shop, nowhere]');
  const { extensions } = await manifests.refused(bad, { secrets: SECRETS });
  expect(extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: [{ path: 'consumers.0.access.1', reason: 'NOT_FOUND', line: 26, column: 33 }],
  });
  expect(await manifests.export()).toBe(before);
});

it('reports every problem, with its position in the text', async () => {
  const text = `providers:
  - name: Open AI
    template: OPENAI
    colour: red
    models:
      - { name: a }
      - { name: a }
    endpoints:
      - name: eu
        environment: PRODUCTION
        url: ftp://eu.example
        connectTimeoutSeconds: 0
aiApis:
  - name: shop
    basePath: shop
`;
  const { extensions } = await manifests.refused(text);
  expect(extensions.fields).toEqual([
    expect.objectContaining({ path: 'providers.0.name', reason: 'INVALID_FORMAT', line: 2, column: 11 }),
    expect.objectContaining({ path: 'providers.0.models.1.name', reason: 'DUPLICATE', line: 7, column: 17 }),
    expect.objectContaining({ path: 'providers.0.endpoints.0.url', reason: 'INVALID_FORMAT', line: 11, column: 14 }),
    expect.objectContaining({
      path: 'providers.0.endpoints.0.connectTimeoutSeconds',
      reason: 'OUT_OF_RANGE',
      line: 12,
      column: 32,
    }),
    expect.objectContaining({ path: 'providers.0.colour', reason: 'UNKNOWN_MEMBER', line: 4, column: 5 }),
    expect.objectContaining({ path: 'aiApis.0.basePath', reason: 'INVALID_FORMAT', line: 15, column: 15 }),
    expect.objectContaining({ path: 'aiApis.0.providers', reason: 'REQUIRED', line: 14, column: 5 }),
  ]);
});

it('says what an invalid value must be', async () => {
  const model = (members: string) =>
    `providers: [{ name: openai, template: OPENAI, models: [{ name: gpt-4o, ${members} }] }]\n`;
  const price = (members: string) => model(`prices: [{ outputPerMillion: '1', ${members} }]`);
  for (const [text, message] of [
    ['aiApis:\n', 'has no value: set one, or omit it'],
    [price('validFrom: 2026-01-01T00:00:00Z, inputPerMillion: 2.5'), 'must be a string: put it in quotation marks'],
    [price("validFrom: 2026-01-01, inputPerMillion: '2.5'"), 'must be a date and time such as `2026-01-01T00:00:00Z`'],
    [model('enabled: yes'), 'must be `true` or `false`'],
    [
      'aiApis: [{ name: a, basePath: /a, providers: [b], unroutedOperations: MAYBE }]\n',
      'must be one of `PASS`, `REFUSE`',
    ],
  ] as const) {
    const { extensions } = await manifests.refused(text);
    expect(extensions.fields?.map((field) => field.message)).toEqual([message]);
  }
});

it('applies the rules of the mutations, and locates each violation', async () => {
  const refusalOf = async (from: string, to: string) => {
    const { extensions } = await manifests.refused(SHOP.replace(from, to), { secrets: SECRETS });
    return extensions.fields?.map(({ path, reason }) => `${path}: ${reason}`);
  };
  const policy = 'aiApis.0.policies.0';
  expect(await refusalOf('model: gpt-4o, endpoint: eu', 'model: gpt-5, endpoint: eu')).toEqual([
    `${policy}.production.primary.model: NOT_FOUND`,
  ]);
  expect(await refusalOf('model: gpt-4o-mini, endpoint: us', 'model: gpt-4o, endpoint: eu')).toEqual([
    `${policy}.production.fallbacks.0: DUPLICATE`,
  ]);
  expect(await refusalOf('endpoint: us }', 'endpoint: sandbox }')).toEqual([
    `${policy}.production.fallbacks.0.endpoint: OTHER_ENVIRONMENT`,
  ]);
  expect(await refusalOf('suspendDurationSeconds: 30', 'suspendDurationSeconds: 99999')).toEqual([
    `${policy}.suspendDurationSeconds: OUT_OF_RANGE`,
  ]);
  expect(await refusalOf('defaultProductionEndpoint: eu', 'defaultProductionEndpoint: sandbox')).toEqual([
    'aiApis.0.defaultProductionEndpoint: OTHER_ENVIRONMENT',
  ]);
  expect(
    await refusalOf('consumers:', '  - { name: other, basePath: /shop, providers: [openai] }\nconsumers:'),
  ).toEqual(['aiApis.0.basePath: TAKEN']);
  const empty = '      - kind: ROUND_ROBIN\nconsumers:';
  expect(await refusalOf('consumers:', empty)).toEqual(['aiApis.0.policies.1.production: REQUIRED']);
  const targets = '{ targets: [{ model: gpt-4o, endpoint: eu }] }';
  const another = `      - kind: ROUND_ROBIN\n        production: ${targets}\nconsumers:`;
  expect(await refusalOf('consumers:', another)).toEqual(['aiApis.0.policies.0: EXCLUSIVE']);
});

it('keeps what it does not name, and deletes it only with prune and only in given lists', async () => {
  await manifests.apply(SHOP, { secrets: SECRETS });
  const part =
    'providers:\n  - name: openai\n    template: OPENAI\n    models: [{ name: gpt-4o }, { name: gpt-4o-mini }]\n';
  const kept = await manifests.plan(part.replace('}, { name: gpt-4o-mini }', '}'));
  expect(kept).toMatchObject({ deleteCount: 0, updateCount: 1 });
  const pruned = await manifests.apply(part.replace('gpt-4o-mini', 'gpt-4o-mini, enabled: false'), { prune: true });
  expect(pruned.plan).toMatchObject({ deleteCount: 0, updateCount: 1 });
  const { extensions } = await manifests.refused(part.replace(', { name: gpt-4o-mini }', ''), { prune: true });
  expect(extensions).toMatchObject({
    code: 'CONFLICT',
    reason: 'IN_USE',
    dependents: [{ path: ['shop', 'failover from openai/gpt-4o in production'] }],
  });
  const { message } = await manifests.refused('providers: []', { prune: true });
  expect(message).toBe(
    'The provider "openai", the model "gpt-4o", the model "gpt-4o-mini" and 2 more, which this change deletes, are in use ' +
      'by "shop", "shop / failover from openai/gpt-4o in production". Remove it from those first, or in the same change.',
  );
  const gone = await manifests.apply('aiApis: []', { prune: true });
  expect(gone.plan.items.map(({ action, kind }) => `${action} ${kind}`)).toEqual([
    'DELETE AI_API',
    'DELETE FAILOVER_POLICY',
    'DELETE ACCESS_GRANT',
  ]);
  expect(gone.plan.warnings).toMatchObject([
    { code: 'ACCESS_REVOKED', message: 'The consumer "web" loses access to the AI API "shop", which is deleted.' },
  ]);
  const [withoutConsumers = ''] = SHOP.split('consumers:');
  const { warnings } = await manifests.plan(withoutConsumers);
  expect(warnings.map(({ code, path }) => [code, path])).toEqual([
    ['ACCESS_MISSING', ['shop']],
    ['SIDE_UNSERVED', ['shop', 'failover from openai/gpt-4o in production']],
  ]);
});

it('replaces the policies of an AI API as a whole, and warns if a policy changes its kind', async () => {
  await manifests.apply(SHOP, { secrets: SECRETS });
  const balanced = `aiApis:
  - name: shop
    basePath: /shop/chat
    providers: [openai]
    defaultProductionEndpoint: eu
    policies:
      - kind: WEIGHTED_ROUND_ROBIN
        production: { targets: [{ model: gpt-4o, endpoint: eu, weight: 3 }, { model: gpt-4o, endpoint: us, weight: 1 }] }
`;
  const { plan } = await manifests.apply(balanced);
  expect(plan.items.map(({ action, kind }) => `${action} ${kind}`)).toEqual([
    'CREATE WEIGHTED_ROUND_ROBIN_POLICY',
    'DELETE FAILOVER_POLICY',
  ]);
  expect(plan.warnings.map(({ code }) => code)).toEqual(['SIDE_UNSERVED', 'POLICY_REPLACED']);
  const heavier = await manifests.apply(balanced.replace('weight: 3', 'weight: 5'));
  expect(heavier.plan.items).toMatchObject([
    { action: 'UPDATE', differences: [{ path: 'production.targets.0.weight', before: 3, after: 5 }] },
  ]);
});

it('applies only the reviewed plan', async () => {
  const reviewed = await manifests.apply(SHOP, { secrets: SECRETS, dryRun: true });
  expect(reviewed.applied).toBe(false);
  expect(await manifests.export()).not.toContain('openai');
  const again = await manifests.apply(SHOP, { secrets: SECRETS, dryRun: true });
  expect(again.plan.id).toBe(reviewed.plan.id);
  const { extensions } = await manifests.refused(SHOP.replace('/shop/chat', '/shop'), {
    secrets: SECRETS,
    expectedPlanId: reviewed.plan.id,
  });
  expect(extensions).toMatchObject({ code: 'CONFLICT', reason: 'PLAN_CHANGED', planId: expect.any(String) });
  const applied = await manifests.apply(SHOP, { secrets: SECRETS, expectedPlanId: reviewed.plan.id });
  expect(applied).toMatchObject({ applied: true, plan: { id: reviewed.plan.id } });
});

it('refuses to change the fixed members of an object', async () => {
  await manifests.apply(SHOP, { secrets: SECRETS });
  const { extensions } = await manifests.refused(
    'providers: [{ name: openai, template: MISTRAL }]\naiApis: [{ name: shop, basePath: /shop/chat, providers: [openai] }]',
  );
  expect(extensions.fields).toMatchObject([{ path: 'providers.0.template', reason: 'NOT_ALLOWED' }]);
});

it('warns of an environment that is no longer served, and of keys that are revoked with a consumer', async () => {
  await manifests.apply(SHOP, { secrets: SECRETS });
  const { id } = await underTest.get<{ id: string }>('{ consumer(name: "web") { id } }');
  await underTest.change('issueConsumerKey', { consumerId: id, environment: 'PRODUCTION' }, 'revision');
  const text = 'aiApis: [{ name: shop, basePath: /shop/chat, providers: [openai], policies: [] }]\nconsumers: []';
  const { warnings } = await manifests.plan(text, true);
  expect(warnings.map(({ code, kind, path }) => `${code} ${kind} ${path.join('/')}`)).toEqual([
    'KEYS_REVOKED CONSUMER web',
    'ENVIRONMENT_UNSERVED AI_API shop',
  ]);
});

it('lets a VIEWER plan, reports everything that would fail, and changes nothing', async () => {
  const viewer = await underTest.accessToken('VIEWER', 'planning');
  const plan = await manifests.plan(SHOP, true, viewer);
  expect(plan).toMatchObject({ createCount: 10, isEmpty: false });
  expect(plan.warnings.map(({ code, path }) => `${code} ${path.join('/')}`)).toEqual([
    'CREDENTIAL_MISSING openai/eu',
    'CREDENTIAL_MISSING openai/sandbox',
    'CREDENTIAL_MISSING openai/us',
    'SIDE_UNSERVED shop/failover from openai/gpt-4o in production',
  ]);
  await expect(
    manifests.plan(SHOP.replace('providers: [openai]', 'providers: [nobody]'), false, viewer),
  ).rejects.toThrow(/aiApis\.0\.providers\.0 \(line 17, column 17\)/);
  expect(await manifests.export()).toBe('providers: []\naiApis: []\nconsumers: []\n');
});
