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

const provider = (name: string, template = 'OPENAI') => `  - name: ${name}
    template: ${template}
    models:
      - name: large
      - name: small
    endpoints:
      - name: main
        environment: PRODUCTION
        url: https://${name}.example
        enabled: false
`;
/** Two providers whose models and endpoints have the same names. Written as it is exported. */
const SHOP = `providers:
${provider('azure', 'AZURE_OPENAI')}${provider('openai')}aiApis:
  - name: shop
    basePath: /shop
    providers:
      - openai
      - azure
    modelAliases:
      - name: fast
        model: small
      - name: Fast
        provider: azure
        model: small
    defaultProductionEndpoint: main
    policies:
      - kind: FAILOVER
        name: main
        production:
          primary:
            model: large
            endpoint: main
          fallbacks:
            - provider: azure
              model: large
              endpoint: main
      - kind: FAILOVER
        name: other
        production:
          primary:
            provider: azure
            model: large
            endpoint: main
          fallbacks:
            - model: large
              endpoint: main
consumers: []
`;

const refusalOf = async (...replacements: readonly (readonly [string, string])[]) => {
  const text = replacements.reduce((written, [from, to]) => {
    expect(written).toContain(from);
    return written.replace(from, to);
  }, SHOP);
  const { extensions } = await manifests.refused(text, { prune: true });
  return extensions.fields?.map(({ path, reason }) => `${path}: ${reason}`);
};
const messageOf = async (text: string) => (await manifests.refused(text, { prune: true })).message;
const revision = async () => (await underTest.get<{ number: number }>('{ revision { number } }')).number;

it('is exported as it was applied: providers, aliases, and the provider of a target where it is not the first', async () => {
  await manifests.apply(SHOP);
  expect(await manifests.export()).toBe(SHOP);
  expect((await manifests.apply(SHOP, { prune: true })).plan.isEmpty).toBe(true);
  const json = await manifests.export('JSON');
  expect((await manifests.apply(json, { prune: true })).plan.isEmpty).toBe(true);
  const explicit = SHOP.replace(
    '            model: large\n            endpoint: main\n          fallbacks:\n            - provider',
    '            provider: OpenAI\n            model: large\n            endpoint: main\n          fallbacks:\n            - provider',
  );
  expect(explicit).not.toBe(SHOP);
  expect((await manifests.apply(explicit, { prune: true })).plan.isEmpty).toBe(true);
});

it('is exported of one provider alone, as text that changes nothing else when it is applied', async () => {
  await manifests.apply(SHOP);
  const query = 'query($name: String) { exportManifest(provider: $name) }';
  const text = await underTest.get<string>(query, { name: 'azure' });
  expect(SHOP).toContain(text.slice(text.indexOf('  - name: azure')));
  expect(text).not.toMatch(/aiApis|openai/);
  const edited = text.replace('template: AZURE_OPENAI', 'template: AZURE_OPENAI\n    displayName: Azure');
  const { items } = await manifests.plan(edited);
  expect(items.filter(({ action }) => action !== 'UNCHANGED')).toMatchObject([{ action: 'UPDATE', path: ['azure'] }]);
  const { errors } = await underTest.ask(query, { name: 'nobody' });
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: [{ path: 'provider', reason: 'NOT_FOUND', message: 'is the name of no provider: "nobody"' }],
  });
});

it('comes back whole from the history and by a rollback, also after renames and deletions', async () => {
  await manifests.apply(SHOP);
  const at = await revision();
  const ids = async () => {
    const query = `{ aiApi(name: "shop") { id providers { id } modelAliases { model { id } }
      policies { id production { targets { id } } } } }`;
    return underTest.get(query);
  };
  const before = await ids();
  const azure = await underTest.get<{ id: string; models: { id: string }[] }>(
    '{ provider(name: "azure") { id models { id } } }',
  );
  await underTest.change('updateProvider', { providerId: azure.id, name: 'foundry' }, 'revision');
  await underTest.change('updateModel', { modelId: azure.models[0]!.id, name: 'huge' }, 'revision');
  expect(await manifests.export()).toContain('- provider: foundry\n              model: huge');
  const configuration = await underTest.get<string>('query($at: Int!) { configurationAt(revision: $at) }', { at });
  expect(configuration).toBe(SHOP);
  await underTest.change('rollBack', { toRevision: at }, 'revision');
  expect(await manifests.export()).toBe(SHOP);
  const alone = SHOP.replace('      - azure\n', '')
    .replace(/ {6}- name: Fast[\s\S]*?small\n/, '')
    .replace(/ {4}policies:[\s\S]*consumers/, '    policies: []\nconsumers')
    .replace(provider('azure', 'AZURE_OPENAI'), '');
  await manifests.apply(alone, { prune: true });
  expect(await manifests.export()).toBe(alone);
  await underTest.change('rollBack', { toRevision: at }, 'revision');
  expect(await manifests.export()).toBe(SHOP);
  expect(await ids()).toEqual(before);
  const { changes } = await underTest.get<{ changes: { nodes: { kind: string }[] } }>(
    'query($from: Int!, $to: Int!) { compareRevisions(from: $from, to: $to) { changes { nodes { kind } } } }',
    { from: at, to: await revision() },
  );
  expect(changes.nodes.filter(({ kind }) => ['AI_API', 'FAILOVER_POLICY'].includes(kind))).toEqual([]);
});

it('moves a provider, its targets and its aliases out of and into an AI API in one change', async () => {
  await manifests.apply(SHOP);
  const reversed = SHOP.replace('      - openai\n      - azure\n', '      - azure\n      - openai\n').replace(
    / {4}policies:[\s\S]*consumers/,
    'consumers',
  );
  const { plan } = await manifests.apply(reversed);
  // The policies stay as they are. The default endpoint keeps its name, and is another provider's.
  expect(plan.items.map(({ kind, differences }) => [kind, differences.map(({ path }) => path)])).toEqual([
    ['AI_API', ['providers.0', 'providers.1', 'modelAliases.0.provider', 'defaultProductionEndpoint']],
  ]);
  expect(
    await underTest.get('{ aiApi(name: "shop") { defaultProductionEndpoint { provider { name } } policies { id } } }'),
  ).toMatchObject({ defaultProductionEndpoint: { provider: { name: 'azure' } }, policies: [{}, {}] });
  expect(await manifests.export()).toContain('primary:\n            provider: openai\n            model: large');
  const only = SHOP.replace('      - openai\n', '')
    .replace(/ {6}- name: Fast[\s\S]*?small\n/, '')
    .replace(
      / {6}- kind: FAILOVER[\s\S]*consumers/,
      '      - kind: ROUND_ROBIN\n        production: { targets: [{ model: large, endpoint: main }] }\nconsumers',
    )
    .replace(provider('openai'), '');
  await manifests.apply(only, { prune: true });
  expect(
    await underTest.get(
      '{ aiApi(name: "shop") { provider { name } policies { production { targets { provider { name } } } } } }',
    ),
  ).toEqual({
    provider: { name: 'azure' },
    policies: [{ production: { targets: [{ provider: { name: 'azure' } }] } }],
  });
});

it('locates each rule that the lists of providers and aliases break', async () => {
  const api = 'aiApis.0';
  const list = '    providers:\n      - openai\n      - azure\n';
  const only = (...names: string[]) => `    providers: [${names.join(', ')}]\n`;
  expect(await refusalOf([list, only()])).toContain(`${api}.providers: WRONG_COUNT`);
  expect(await refusalOf([list, only('openai', 'azure', 'OpenAI')])).toEqual([`${api}.providers.2: DUPLICATE`]);
  expect(await refusalOf([list, only('openai', 'azure', 'nobody')])).toEqual([`${api}.providers.2: NOT_FOUND`]);
  expect(await refusalOf(['template: AZURE_OPENAI', 'template: ANTHROPIC'])).toEqual([
    `${api}.providers.1: OTHER_WIRE_FORMAT`,
  ]);
  const operation = '{ path: run, modelPlace: HEADER, modelKey: x-model }';
  expect(
    await refusalOf(
      ['template: OPENAI', `template: OPENAI\n    profile: { routedOperations: [${operation}] }`],
      [
        'template: AZURE_OPENAI',
        'template: AZURE_OPENAI\n    profile: { fixedHeaders: [{ name: x-model, value: a }] }',
      ],
    ),
  ).toEqual([`${api}.providers.1: NOT_ALLOWED`]);
  expect(await refusalOf(['name: Fast', 'name: fast'])).toEqual([`${api}.modelAliases.1.name: DUPLICATE`]);
  expect(await refusalOf(['provider: azure\n        model: small', 'provider: azure\n        model: tiny'])).toEqual([
    `${api}.modelAliases.1.model: NOT_FOUND`,
  ]);
  expect(await refusalOf(['provider: azure\n        model: small', 'provider: nobody\n        model: small'])).toEqual([
    `${api}.modelAliases.1.provider: NOT_FOUND`,
  ]);
  expect(await refusalOf([list, only('openai')])).toEqual([
    `${api}.modelAliases.1.provider: OTHER_PROVIDER`,
    `${api}.policies.0.production.fallbacks.0.provider: OTHER_PROVIDER`,
    `${api}.policies.1.production.primary.provider: OTHER_PROVIDER`,
  ]);
  expect(
    await refusalOf(['- provider: azure\n              model: large', '- provider: azure\n              model: tiny']),
  ).toEqual([`${api}.policies.0.production.fallbacks.0.model: NOT_FOUND`]);
  // The default endpoint is the first provider's, which has none of this name.
  expect(await refusalOf(['defaultProductionEndpoint: main', 'defaultProductionEndpoint: other'])).toEqual([
    `${api}.defaultProductionEndpoint: NOT_FOUND`,
  ]);
});

it('says which provider has what a target or an alias names without its provider, and what is misspelt', async () => {
  const messagesOf = async (...replacements: readonly (readonly [string, string])[]) => {
    const text = replacements.reduce((written, [from, to]) => written.replace(from, to), SHOP);
    const { extensions } = await manifests.refused(text, { prune: true });
    return extensions.fields?.map(({ path, message }) => `${path}: ${message}`);
  };
  const api = 'aiApis.0';
  const elsewhere = SHOP.indexOf('      - name: small');
  const azureOnly = [SHOP.slice(0, elsewhere), SHOP.slice(elsewhere).replace('small', 'tiny')].join('');
  expect(azureOnly).not.toBe(SHOP);
  expect(
    await messagesOf([SHOP, azureOnly], ['- name: fast\n        model: small', '- name: fast\n        model: tiny']),
  ).toEqual([
    `${api}.modelAliases.0.model: "openai" has no model "tiny"; "azure" has: add \`provider: azure\``,
    `${api}.modelAliases.1.model: "azure" has no model "small"; "openai" has: add \`provider: openai\``,
  ]);
  expect(await messagesOf(['      - openai\n      - azure\n', '      - openai\n      - azur\n'])).toEqual([
    `${api}.providers.1: no provider is named "azur"`,
  ]);
  expect(await messagesOf(['      - openai\n      - azure\n', '      - opnai\n      - azure\n'])).toEqual([
    `${api}.providers.0: no provider is named "opnai"`,
  ]);
  expect(await messagesOf(['      - openai\n      - azure\n', '      - openai\n'])).toContain(
    `${api}.modelAliases.1.provider: must be one of the AI API's providers: list it in \`providers\``,
  );
  expect(await messagesOf(['defaultProductionEndpoint: main', 'defaultProductionEndpoint: other'])).toEqual([
    `${api}.defaultProductionEndpoint: "openai" has no endpoint "other": default endpoints are the first provider's`,
  ]);
});

it('refuses a provider that leaves or changes its wire format while what the manifest leaves alone uses it', async () => {
  await manifests.apply(SHOP);
  const section = (providers: string) => `aiApis: [{ name: shop, basePath: /shop, providers: [${providers}] }]`;
  const { extensions, message } = await manifests.refused(section('openai'));
  expect(extensions.fields).toMatchObject([{ path: 'aiApis.0.providers', reason: 'IN_USE' }]);
  expect(message).toContain('must keep the provider "azure": the policy "main" targets it');
  const formats = await manifests.refused(
    'providers: [{ name: azure, template: AZURE_OPENAI, profile: { wireFormat: MISTRAL } }]',
  );
  expect(formats.extensions.fields).toMatchObject([{ path: 'providers.0.profile.wireFormat', reason: 'IN_USE' }]);
  expect(formats.message).toContain('the AI API "shop" lists other providers beside this one');
  const deleted = await messageOf(SHOP.replace(provider('azure', 'AZURE_OPENAI'), ''));
  expect(deleted).toContain('are in use by "shop" (its alias "Fast"), "shop / main"');
  expect(await manifests.export()).toBe(SHOP);
});

it('shows that a default endpoint of the same name belongs to another provider, and what that means to consumers', async () => {
  const api = (first: string, second: string) => `providers:
${provider('azure', 'AZURE_OPENAI')}${provider('openai')}aiApis:
  - name: shop
    basePath: /shop
    providers: [${first}, ${second}]
    defaultProductionEndpoint: main
`;
  const { revision } = await manifests.apply(api('openai', 'azure'));
  const plan = await manifests.plan(api('azure', 'openai'));
  const [item] = plan.items.filter(({ action }) => action === 'UPDATE');
  const differences = [
    { path: 'providers.0', before: 'openai', after: 'azure' },
    { path: 'providers.1', before: 'azure', after: 'openai' },
    { path: 'defaultProductionEndpoint', before: 'openai/main', after: 'azure/main' },
  ];
  expect(item).toMatchObject({ kind: 'AI_API', path: ['shop'], differences });
  const warning = {
    code: 'FIRST_PROVIDER_CHANGED',
    path: ['shop'],
    message: expect.stringContaining('must call the paths of the profile of "azure"'),
  };
  expect(plan.warnings).toContainEqual(expect.objectContaining(warning));
  const applied = await manifests.apply(api('azure', 'openai'));
  expect(applied.plan.warnings).toContainEqual(expect.objectContaining(warning));
  const query = `query($from: Int!, $to: Int!) {
    compareRevisions(from: $from, to: $to) { changes { nodes { kind differences { path before after } } } }
    revision(number: $to) { changes { nodes { kind differences { path before after } } } } }`;
  const { data } = await underTest.ask(query, { from: revision, to: applied.revision });
  const changes = { changes: { nodes: [{ kind: 'AI_API', differences }] } };
  expect(data).toEqual({ compareRevisions: changes, revision: changes });
  const back = await underTest.get<{ warnings: object[]; items: object[] }>(
    `query($to: Int!) { planRollBack(toRevision: $to) { warnings { code path message } items { action differences { path before after } } } }`,
    { to: revision },
  );
  expect(back.warnings).toContainEqual(expect.objectContaining({ code: 'FIRST_PROVIDER_CHANGED' }));
  expect(back.items).toContainEqual(
    expect.objectContaining({
      differences: expect.arrayContaining([
        { path: 'defaultProductionEndpoint', before: 'azure/main', after: 'openai/main' },
      ]),
    }),
  );
});
