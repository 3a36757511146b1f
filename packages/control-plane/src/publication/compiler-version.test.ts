import { hash, randomUUID } from 'node:crypto';
import { makeCertificate } from '@switchyard/test-entries';
import { ProviderEntity } from '../objects/providers/provider-entity';
import { PROVIDER_TEMPLATES, type ProviderTemplate } from '../objects/providers/provider-template';
import { ConfigurationDatabase } from '../testing/configuration-database.suite';
import { ControlPlaneUnderTest } from '../testing/control-plane-under-test.suite';
import { readAll } from '../testing/read-source.suite';
import { createAiApi, createWorld } from '../testing/world.suite';
import { COMPILED_SHA256, COMPILER_VERSION } from './compiler-version';

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const KEY_HASH = /consumer-key\.[0-9a-f]{64}/g;
const SHA256 = /[0-9a-f]{64}/g;

/** The ids of the fixture, by the names that stand for them in the digest. */
const names = new Map<string, string>();
let underTest: ControlPlaneUnderTest;
let database: ConfigurationDatabase;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  database = await ConfigurationDatabase.open(underTest.databaseUrl);
  await createEveryKindOfEntry();
});
afterAll(async () => {
  await database.close();
  await underTest.stop();
});

async function createEveryKindOfEntry(): Promise<void> {
  const { aiApiId, providerId, modelIds, productionId, secondId, sandboxId } = await createWorld(underTest);
  const chainedId = await createAiApi(underTest, 'chained', providerId);
  const weightedId = await createAiApi(underTest, 'weighted', providerId);
  const named = { aiApiId, providerId, productionId, secondId, sandboxId, chainedId, weightedId };
  for (const [name, id] of [...Object.entries(named), ...Object.entries(modelIds)]) names.set(id, name);
  const ca = makeCertificate('CA', { isCa: true });
  names.set(ca.sha256, 'certificate');
  await underTest.change('updateEndpoint', { endpointId: secondId, caCertificate: ca.cert }, 'revision');
  const price = { validFrom: '2026-01-01T00:00:00Z', inputPerMillion: '2.50', outputPerMillion: '10' };
  await underTest.change('updateModel', { modelId: modelIds[0], prices: [price] }, 'revision');
  const target = (model: number, endpointId = productionId) => ({ modelId: modelIds[model]!, endpointId });
  const [large, medium, sandboxed] = [target(0), target(1, secondId), target(2, sandboxId)];
  await underTest.change(
    'attachRoundRobinPolicy',
    { aiApiId, production: { targets: [large] }, sandbox: { targets: [sandboxed] } },
    'revision',
  );
  const weighted = [
    { ...large, weight: 3 },
    { ...medium, weight: 1 },
  ];
  await underTest.change(
    'attachWeightedRoundRobinPolicy',
    { aiApiId: weightedId, production: { targets: weighted } },
    'revision',
  );
  const other = await createWorld(underTest);
  const modelAliases = [{ name: 'fast', modelId: modelIds[2] }];
  const lists = { aiApiId: chainedId, providerIds: [providerId, other.providerId], modelAliases };
  await underTest.change('updateAiApi', lists, 'revision');
  const chain = { primary: large, fallbacks: [medium, { modelId: other.modelIds[0], endpointId: other.productionId }] };
  await underTest.change('attachFailoverPolicy', { aiApiId: chainedId, production: chain }, 'revision');
  await createConsumer(aiApiId);
  for (const template of Object.keys(PROVIDER_TEMPLATES) as ProviderTemplate[]) await createProviderOf(template);
}

async function createConsumer(aiApiId: string): Promise<void> {
  const { consumer } = await underTest.change<{ consumer: { id: string } }>(
    'createConsumer',
    { name: 'consumer', aiApiIds: [aiApiId] },
    'consumer { id }',
  );
  for (const expiresAt of [null, '2999-01-01T00:00:00Z']) {
    const key = { consumerId: consumer.id, environment: 'SANDBOX', expiresAt };
    await underTest.change('issueConsumerKey', key, 'revision');
  }
}

/** A provider with nothing but its template, and an AI API of it. */
async function createProviderOf(template: ProviderTemplate): Promise<void> {
  const provider = { id: randomUUID(), version: 1, name: `of-${template}`, displayName: template, template };
  const times = { createdAt: new Date(), updatedAt: new Date() };
  await database.dataSource.manager.insert(ProviderEntity, { ...provider, ...times, profileOverrides: {} });
  await createAiApi(underTest, `of-${template.toLowerCase().replaceAll('_', '-')}`, provider.id);
}

/** What this build compiles, without what differs in each run. */
async function compiled(): Promise<string> {
  const { entries } = await readAll(database.table);
  const different = ['sealedCredential', 'pem'];
  const texts = entries.map((entry) =>
    JSON.stringify(entry, (member, value: unknown) => (different.includes(member) ? member : value)),
  );
  const stable = texts.map((text) =>
    text
      .replace(UUID, (id) => names.get(id) ?? 'id')
      .replace(KEY_HASH, 'key')
      .replace(SHA256, (sha256) => names.get(sha256) ?? sha256),
  );
  return stable.toSorted().join('\n');
}

it('rises with what is compiled', async () => {
  const digest = hash('sha256', `${COMPILER_VERSION}\n${await compiled()}`);
  if (digest === COMPILED_SHA256) return;
  throw new Error(
    'This build compiles other entries than before. In publication/compiler-version.ts, raise COMPILER_VERSION, unless ' +
      `no released build has its present value, and set COMPILED_SHA256 to '${digest}'.`,
  );
});
