import { ControlPlaneUnderTest, mutation } from '../../testing/control-plane-under-test.suite';
import { Manifests } from '../../testing/manifests.suite';

let underTest: ControlPlaneUnderTest;
let manifests: Manifests;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  manifests = new Manifests(underTest);
});
beforeEach(() => manifests.wipe());
afterAll(() => underTest.stop());

const PLATFORM = `
providers:
  - name: openai
    labels: { team: platform }
    template: OPENAI
    models: [{ name: large }]
    endpoints: [{ name: main, environment: PRODUCTION, url: https://openai.example/v1 }]
`;
const teamApi = (name: string, team = name) => `
  - { name: ${name}, labels: { team: ${team} }, basePath: /${name}, providers: [openai], defaultProductionEndpoint: main }`;
const CHAT = `aiApis: ${teamApi('chat')}${teamApi('support', 'chat')}
consumers:
  - { name: web, labels: { team: chat }, access: [chat] }
`;
const SEARCH = `aiApis: ${teamApi('search')}`;

const shown = ({ items }: Awaited<ReturnType<Manifests['plan']>>) =>
  items.filter(({ action }) => action !== 'UNCHANGED').map(({ action, path }) => `${action} ${path.join('/')}`);
const applyAll = async () => {
  for (const manifest of [PLATFORM, CHAT, SEARCH]) await manifests.apply(manifest);
};

it('prunes only what the selector matches, so that two repositories own their parts', async () => {
  await applyAll();
  const rest = `aiApis: ${teamApi('chat')}\nconsumers: []\n`;
  const terms = { prune: true, labelSelector: 'team=chat' };
  expect(shown((await manifests.apply(rest, { ...terms, dryRun: true })).plan)).toEqual([
    'DELETE support',
    'DELETE web',
    'DELETE web/chat',
  ]);
  const planned = await underTest.get<{ deleteCount: number }>(
    'query($m: String!) { planManifest(manifest: $m, prune: true, labelSelector: "team=chat") { deleteCount } }',
    { m: rest },
  );
  expect(planned.deleteCount).toBe(3);
  // Without the selector, the other team's AI API would go, too.
  expect(shown(await manifests.plan(rest, true))).toContain('DELETE search');
  await manifests.apply(rest, terms);
  expect(await manifests.export()).toContain('name: search');
  expect((await manifests.apply(SEARCH, { prune: true, labelSelector: 'team=search' })).plan.isEmpty).toBe(true);
});

it('refuses objects of others and objects without the labels, and says whose they are', async () => {
  await applyAll();
  const mixed = `aiApis: ${teamApi('chat')}${teamApi('search', 'chat')}
  - { name: new, basePath: /new, providers: [openai] }
  - { name: support, basePath: /support, providers: [openai], defaultProductionEndpoint: main }
`;
  const { extensions } = await manifests.refused(mixed, { labelSelector: 'team=chat' });
  expect(extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: [
      {
        path: 'aiApis.2.labels',
        reason: 'NOT_SELECTED',
        line: 4,
        message: expect.stringContaining('must match the selector team=chat'),
      },
      {
        path: 'aiApis.1.name',
        reason: 'NOT_SELECTED',
        line: 3,
        message: expect.stringContaining('belongs to others: it has the label team=search'),
      },
    ],
  });
});

it('refuses to rename an object of others, and adopts one that nobody has labelled', async () => {
  await applyAll();
  await manifests.apply('aiApis: [{ name: free, basePath: /free, providers: [openai] }]');
  const renamed =
    'aiApis: [{ name: find, renamedFrom: search, labels: { team: chat }, basePath: /find, providers: [openai] }]';
  const { extensions } = await manifests.refused(renamed, { labelSelector: 'team=chat' });
  expect(extensions['fields']).toMatchObject([{ path: 'aiApis.0.name', reason: 'NOT_SELECTED' }]);
  const adopting = 'aiApis: [{ name: free, labels: { team: chat }, basePath: /free, providers: [openai] }]';
  const { plan } = await manifests.apply(adopting, { labelSelector: 'team=chat' });
  expect(plan.items[0]?.differences).toEqual([{ path: 'labels.team', before: null, after: 'chat' }]);
  expect(plan.warnings.filter(({ code }) => code === 'LABELS_REMOVED')).toEqual([]);
});

it('keeps the labels of an object whose item omits them, and warns when it takes them off', async () => {
  await applyAll();
  const withLabels = (labels: string) =>
    `aiApis: [{ name: search, ${labels} basePath: /search, providers: [openai], defaultProductionEndpoint: main }]`;
  expect((await manifests.apply(withLabels(''))).plan.isEmpty).toBe(true);
  const { plan } = await manifests.apply(withLabels('labels: {},'));
  expect(plan.items[0]?.differences).toEqual([{ path: 'labels.team', before: 'search', after: null }]);
  expect(plan.warnings).toMatchObject([{ code: 'LABELS_REMOVED', path: ['search'] }]);
});

it('exports what a selector matches, without sections that are not part of it', async () => {
  await applyAll();
  const query = 'query($s: String) { exportManifest(labelSelector: $s) }';
  const chat = await underTest.get<string>(query, { s: 'team=chat' });
  expect(chat).toContain('name: support');
  expect(chat).toContain('team: chat');
  expect(chat).not.toContain('search');
  expect(chat).not.toContain('providers:\n  - name');
  expect((await manifests.apply(chat, { prune: true, labelSelector: 'team=chat' })).plan.isEmpty).toBe(true);
  expect(await underTest.get<string>(query, { s: 'team=platform' })).toContain('https://openai.example/v1');
});

it('filters lists, and takes labels in mutations', async () => {
  await applyAll();
  const query = `query($s: String) { aiApis(filter: { labelSelector: $s }) { nodes { name labels { key value } } } }`;
  const named = async (s: string) => {
    const { nodes } = await underTest.get<{ nodes: { name: string }[] }>(query, { s });
    return nodes.map(({ name }) => name);
  };
  expect(await named('team in (chat,search),team!=search')).toEqual(['chat', 'support']);
  expect(await named('team notin (chat)')).toEqual(['search']);
  expect(await named('!team')).toEqual([]);
  expect(await named('team')).toEqual(['chat', 'search', 'support']);
  const { errors } = await underTest.ask(query, { s: 'team in chat' });
  expect(errors?.[0]?.extensions).toMatchObject({
    fields: [{ path: 'filter.labelSelector', reason: 'INVALID_FORMAT' }],
  });

  const labels = [
    { key: 'team', value: 'edge' },
    { key: 'example.com/tier', value: '' },
  ];
  const created = await underTest.change<{ consumer: { id: string; labels: object[] } }>(
    'createConsumer',
    { name: 'cli', labels },
    'consumer { id labels { key value } }',
  );
  expect(created.consumer.labels).toEqual([labels[1], labels[0]]);
  const updated = await underTest.change<{ consumer: { labels: object[] }; warnings: object[] }>(
    'updateConsumer',
    { consumerId: created.consumer.id, labels: null },
    'consumer { labels { key value } } warnings { code }',
  );
  expect(updated).toMatchObject({ consumer: { labels: [] }, warnings: [{ code: 'LABELS_REMOVED' }] });
  const twice = { input: { name: 'x', labels: [labels[0], labels[0]] } };
  const { extensions } = await underTest.refusal(mutation('createConsumer', 'revision'), twice);
  expect(extensions['fields']).toMatchObject([{ path: 'labels.1.key', reason: 'DUPLICATE' }]);
});
