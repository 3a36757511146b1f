import { Ajv2020 } from 'ajv/dist/2020';
import { parse } from 'yaml';
import { ConfigurationWalk } from '../../testing/configuration-walk.suite';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { Manifests } from '../../testing/manifests.suite';

let underTest: ControlPlaneUnderTest;
let manifests: Manifests;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  manifests = new Manifests(underTest);
});
afterAll(() => underTest.stop());

const WALKS = 6;
const STEPS_PER_WALK = 25;

it('exports the same text after deleting everything and applying the text', async () => {
  const fits = new Ajv2020({ strict: false, validateFormats: false }).compile(
    await underTest.get<object>('{ manifestSchema }'),
  );
  for (let seed = 1; seed <= WALKS; seed += 1) {
    const walk = new ConfigurationWalk(underTest, seed);
    for (let step = 0; step < STEPS_PER_WALK; step += 1) await walk.next();
    const text = await manifests.export();
    const same = await manifests.apply(text, { prune: true });
    expect(same.plan.items).toEqual([]);
    expect(fits(parse(text)) || fits.errors).toBe(true);
    expect(fits(JSON.parse(await manifests.export('JSON'))) || fits.errors).toBe(true);

    await manifests.wipe();
    expect(await manifests.export()).toBe('providers: []\naiApis: []\nconsumers: []\n');
    await manifests.apply(text);
    expect(await manifests.export()).toBe(text);
  }
});

it('exports a profile, prices and policies without loss', async () => {
  await manifests.wipe();
  const text = `providers:
  - name: custom
    displayName: A vendor of its own
    template: CUSTOM
    profile:
      contentEvents:
        - present: /choices
      credentialName: x-key
      credentialPlace: HEADER
      fixedHeaders:
        - name: x-version
          value: "2026"
      modelListPath: ""
      routedOperations:
        - canonicalWhen: ALWAYS
          modelKey: /model
          modelPlace: JSON_BODY
          path: chat
          pinned: false
      wireFormat: OPENAI
    models:
      - name: m
        prices:
          - validFrom: 2026-02-01T00:00:00.000Z
            inputPerMillion: "2.50"
            cacheReadPerMillion: "1.250"
            outputPerMillion: "10"
            longPrompt:
              abovePromptTokens: 200000
              inputPerMillion: "5"
              outputPerMillion: "15"
            serviceTiers:
              - tier: priority
                inputPerMillion: "4"
                outputPerMillion: "16"
                perRequest: "0.01"
                longPrompt:
                  abovePromptTokens: 200000
                  inputPerMillion: "8"
                  outputPerMillion: "24"
          - validFrom: 2026-01-01T00:00:00.000Z
            inputPerMillion: "3"
            cacheWritePerMillion: "3.75"
            cacheWriteHourPerMillion: "6"
            outputPerMillion: "15"
            reasoningPerMillion: "16"
            perRequest: "0.000000001"
    endpoints:
      - name: first
        environment: SANDBOX
        url: http://127.0.0.1:9
        enabled: false
        connectTimeoutSeconds: 9
  - name: keyless
    template: OPENAI_COMPATIBLE
    profile:
      credentialPlace: NONE
    models: []
    endpoints: []
aiApis:
  - name: api
    basePath: /api
    providers:
      - custom
    enabled: false
    streamIdleTimeoutSeconds: 7
    policies:
      - kind: WEIGHTED_ROUND_ROBIN
        suspendDurationSeconds: 5
        maxAttempts: 2
        failureStatuses:
          - "429"
          - 500-503
        failoverOn:
          - CONTEXT_TOO_LONG
          - RATE_LIMITED
        sandbox:
          targets:
            - model: m
              endpoint: first
              weight: 3
consumers:
  - name: web
    traceAllowed: true
    access:
      - api
`;
  await manifests.apply(text);
  expect(await manifests.export()).toBe(text);
});
