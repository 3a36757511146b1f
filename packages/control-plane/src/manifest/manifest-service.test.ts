import { ControlPlaneUnderTest } from '../control-plane-under-test.suite';
import { Manifests } from './manifests.suite';

let underTest: ControlPlaneUnderTest;
let manifests: Manifests;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  manifests = new Manifests(underTest);
}, 60_000);
beforeEach(() => manifests.wipe());
afterAll(() => underTest.stop());

const SHOP = `
providers:
  - name: openai
    template: OPENAI
    models:
      - name: gpt-4o
        prices:
          - { validFrom: "2026-01-01T00:00:00Z", currency: USD, inputPerMillion: "2.50", outputPerMillion: "10" }
      - { name: gpt-4o-mini, enabled: false }
    endpoints:
      - { name: eu, environment: PRODUCTION, url: https://eu.example/v1, credential: "\${env:EU_KEY}" }
      - { name: us, environment: PRODUCTION, url: https://us.example/v1, credential: "\${env:US_KEY}" }
      - { name: sandbox, environment: SANDBOX, url: https://sandbox.example/v1 }
aiApis:
  - name: shop
    basePath: /shop/chat
    provider: openai
    defaultProductionEndpoint: eu
    policies:
      - kind: FAILOVER
        production:
          targets:
            - { model: gpt-4o, endpoint: eu }
            - { model: gpt-4o-mini, endpoint: us }
        suspendDurationSeconds: 30
consumers:
  - { name: web, access: [shop] }
`;
const SECRETS = [
  { reference: 'env:EU_KEY', value: 'sk-of-europe-0123456789' },
  { reference: 'env:US_KEY', value: 'sk-of-the-us-0123456789' },
];

it('makes everything that a manifest says in one revision, and changes nothing when it is applied again', async () => {
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
