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

interface Names {
  readonly provider?: string;
  readonly model?: string;
  readonly endpoint?: string;
  readonly aiApi?: string;
  readonly consumer?: string;
}

const WAS = { provider: 'openai', model: 'gpt-4o', endpoint: 'main', aiApi: 'support', consumer: 'shop' };

/** A configuration whose objects have these names, and say what they were called where that differs. */
function shop(names: Names = {}, lists = true): string {
  const { provider, model, endpoint, aiApi, consumer } = { ...WAS, ...names };
  const item = (name: string, before: string, rest: string) =>
    `name: ${name}, ${name.toLowerCase() === before ? '' : `renamedFrom: ${before}, `}${rest}`;
  const within = lists
    ? `, models: [{ ${item(model, WAS.model, 'enabled: true')} }], endpoints: [{ ${item(endpoint, WAS.endpoint, 'environment: PRODUCTION, url: "https://a.example/v1"')} }]`
    : '';
  return `providers:
  - { ${item(provider, WAS.provider, 'template: OPENAI')}${within} }
aiApis:
  - ${`{ ${item(aiApi, WAS.aiApi, `basePath: /support, providers: [${provider}], defaultProductionEndpoint: ${endpoint}`)}, policies: [{ kind: ROUND_ROBIN, production: { targets: [{ model: ${model}, endpoint: ${endpoint} }] } }] }`}
consumers:
  - { ${item(consumer, WAS.consumer, 'enabled: true')}, access: [${aiApi}] }
`;
}

const summary = (plan: { items: { action: string; kind: string; path: string[] }[] }) =>
  plan.items.map(({ action, kind, path }) => `${action} ${kind} ${path.join('/')}`);

async function everything(): Promise<unknown> {
  const { data } = await underTest.ask(
    '{ providers { nodes { id models { id } endpoints { id } } } aiApis { nodes { id policies { id } } } consumers { nodes { id accessGrants { nodes { id } } } } }',
  );
  return data;
}

it.each<[Names, string[]]>([
  [{ provider: 'vendor' }, ['UPDATE PROVIDER vendor']],
  [{ model: 'gpt-4.1' }, ['UPDATE MODEL openai/gpt-4.1']],
  [{ endpoint: 'eu' }, ['UPDATE ENDPOINT openai/eu']],
  [{ aiApi: 'help' }, ['UPDATE AI_API help']],
  [{ consumer: 'store' }, ['UPDATE CONSUMER store']],
  [{ consumer: 'SHOP' }, ['UPDATE CONSUMER SHOP']],
  [
    { provider: 'vendor', model: 'gpt-4.1', endpoint: 'eu', aiApi: 'help', consumer: 'store' },
    [
      'UPDATE PROVIDER vendor',
      'UPDATE MODEL vendor/gpt-4.1',
      'UPDATE ENDPOINT vendor/eu',
      'UPDATE AI_API help',
      'UPDATE CONSUMER store',
    ],
  ],
])('%j is planned as an update that keeps every object, also with prune', async (names, expected) => {
  await manifests.apply(shop());
  const before = await everything();
  const { plan } = await manifests.apply(shop(names), { prune: true });
  expect(summary(plan)).toEqual(expected);
  expect(plan.items[0]?.differences).toContainEqual({
    path: 'name',
    before: Object.values(WAS).find((name) => plan.items[0]?.differences.some((one) => one.before === name)),
    after: plan.items[0]?.path.at(-1),
  });
  expect(await everything()).toEqual(before);
  expect((await manifests.apply(shop(names), { prune: true })).plan.isEmpty).toBe(true);
});

it('lists that the manifest leaves out keep their objects with the renamed owner', async () => {
  await manifests.apply(shop());
  const before = await everything();
  const { plan } = await manifests.apply(shop({ provider: 'vendor' }, false), { prune: true });
  expect(summary(plan)).toEqual(['UPDATE PROVIDER vendor']);
  expect(await everything()).toEqual(before);
});

it('the name itself in another case is no rename of its own', async () => {
  await manifests.apply('consumers: [{ name: shop }]');
  const { plan } = await manifests.apply('consumers: [{ name: SHOP, renamedFrom: shop }]');
  expect(summary(plan)).toEqual(['UPDATE CONSUMER SHOP']);
});

it('where the object never existed, it is created', async () => {
  const { plan } = await manifests.apply(shop({ provider: 'vendor', consumer: 'store' }));
  expect(plan).toMatchObject({ updateCount: 0, deleteCount: 0 });
});

it.each([
  [
    'consumers: [{ name: store, renamedFrom: shop }, { name: shop }]',
    '"shop" is also listed: an object cannot be both renamed and kept',
  ],
  [
    'consumers: [{ name: other, renamedFrom: shop }]',
    '"shop" and "other" both exist: delete one of them, or omit `renamedFrom`',
  ],
  [
    'consumers: [{ name: a, renamedFrom: shop }, { name: b, renamedFrom: SHOP }]',
    '"SHOP" is also the old name of another object',
  ],
])('%s is refused', async (manifest, message) => {
  await manifests.apply('consumers: [{ name: shop }, { name: other }]');
  const { extensions } = await manifests.refused(manifest);
  expect(extensions.fields).toMatchObject([{ path: expect.stringMatching(/^consumers\.[01]\.renamedFrom$/), message }]);
});

describe('a literal ${', () => {
  const named = (displayName: string) => `consumers: [{ name: shop, displayName: '${displayName}' }]`;
  const displayName = async () =>
    (await underTest.get<{ displayName: string }>('{ consumer(name: "shop") { displayName } }')).displayName;

  it.each(['$${env:HOME}', 'a $${b} c', '$$${file:x}', '$$', '$${', 'pay $5'])('is written as %s', async (written) => {
    await manifests.apply(named(written));
    expect(await displayName()).toBe(written.replaceAll('$${', () => '${'));
    expect(await manifests.export()).toContain(written);
    expect((await manifests.apply(await manifests.export(), { prune: true })).plan.isEmpty).toBe(true);
    expect((await manifests.apply(await manifests.export('JSON'), { prune: true })).plan.isEmpty).toBe(true);
  });

  it('a reference that no client resolved is refused with what to do', async () => {
    const { extensions } = await manifests.refused(named('${env:HOME}'));
    expect(extensions.fields?.[0]?.message).toContain(
      'the command line resolves references before it sends the manifest',
    );
  });
});
