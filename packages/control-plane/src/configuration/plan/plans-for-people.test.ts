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

const provider = (endpointMembers = 'enabled: true, credential: "${env:KEY}"') => `
providers:
  - name: openai
    template: OPENAI
    models: [{ name: gpt-4o }]
    endpoints: [{ name: main, environment: PRODUCTION, url: "https://a.example/v1", ${endpointMembers} }]
`;
const secret = (value: string) => ({ secrets: [{ reference: 'env:KEY', value }] });

interface ItemWithDefaults {
  readonly kind: string;
  readonly differences: { path: string }[];
  readonly defaults: string[];
}

it('of a new object a plan tells what was given from what it has by default', async () => {
  const text = `${provider()}aiApis:
  - name: support
    basePath: /support
    providers: [openai]
    defaultProductionEndpoint: main
    policies:
      - kind: WEIGHTED_ROUND_ROBIN
        production: { targets: [{ model: gpt-4o, endpoint: main, weight: 1 }] }
`;
  const { items } = await underTest.get<{ items: ItemWithDefaults[] }>(
    'query($manifest: String!) { planManifest(manifest: $manifest) { items { kind differences { path } defaults } } }',
    { manifest: text },
  );
  const given = items.map(({ kind, differences, defaults }) => [
    kind,
    differences.map(({ path }) => path).filter((path) => !defaults.includes(path)),
  ]);
  expect(Object.fromEntries(given)).toEqual({
    PROVIDER: ['name', 'template'],
    MODEL: ['name'],
    ENDPOINT: expect.arrayContaining(['name', 'environment', 'url', 'enabled', 'credential.isSet']),
    AI_API: expect.arrayContaining(['name', 'basePath', 'providers.0', 'defaultProductionEndpoint']),
    WEIGHTED_ROUND_ROBIN_POLICY: [
      'production.targets.0.model',
      'production.targets.0.endpoint',
      'production.targets.0.weight',
    ],
  });
});

it("a plan's id is the same for a VIEWER, who sends no credentials, as for an EDITOR, who does", async () => {
  const idOfBoth = async (text: string, terms: object) => {
    const viewers = await manifests.plan(text);
    const editors = await manifests.apply(text, { ...terms, dryRun: true });
    expect(editors.plan.id).toBe(viewers.id);
    // A command takes it as a value: it must not read like an option.
    expect(viewers.id).toMatch(/^[0-9a-f]{64}$/);
    return editors.plan;
  };
  const created = await idOfBoth(provider(), secret('sk-first-0123456789'));
  await manifests.apply(provider(), { ...secret('sk-first-0123456789'), expectedPlanId: created.id });
  const changed = await idOfBoth(provider(), secret('sk-second-0123456789'));
  expect(changed).toMatchObject({ isEmpty: false, updateCount: 1 });
  const both = await idOfBoth(provider('enabled: false, credential: "${env:KEY}"'), secret('sk-second-0123456789'));
  expect(both.id).not.toBe(changed.id);
});
