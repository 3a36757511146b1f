import { type AiApiEntry, entryValueSchemas, parseEntryKey, type ProviderEntry } from '@switchyard/contract';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { ControlPlaneUnderTest } from '../testing/control-plane-under-test.suite';
import { createDataSource } from '../wiring/database/data-source';
import { createAiApi, createWorld, type World } from '../testing/world.suite';
import { readAll, readChanges } from '../testing/read-source.suite';
import { DatabaseTableSource } from './database-table-source';
import { isLeft, leftLineages } from './left-lineages';

let underTest: ControlPlaneUnderTest;
let dataSource: DataSource;
let source: DatabaseTableSource;
let world: World;
const statements: string[] = [];

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  const ignore = () => undefined;
  dataSource = createDataSource(underTest.databaseUrl, pino({ level: 'silent' }), {
    queryLogger: {
      logQuery: (text) => void statements.push(text),
      logQueryError: ignore,
      logQuerySlow: ignore,
      logSchemaBuild: ignore,
      logMigration: ignore,
      log: ignore,
    },
  });
  await dataSource.initialize();
  source = new DatabaseTableSource(dataSource, pino({ level: 'silent' }));
  world = await createWorld(underTest);
});
afterAll(async () => {
  await dataSource.destroy();
  await underTest.stop();
});

const target = (model: number) => ({ modelId: world.modelIds[model]!, endpointId: world.productionId });
const valueOf = async (key: string) => (await readAll(source)).entries.find((entry) => entry.key === key)?.value;

const aliases = ({ modelIds }: World) => [
  { name: 'z-first', modelId: modelIds[2] },
  { name: 'a-second', modelId: modelIds[0] },
];

it('compiles entries that the contract accepts, with each policy and the sealed credential', async () => {
  const weighted = {
    aiApiId: world.aiApiId,
    production: {
      targets: [
        { ...target(0), weight: 3 },
        { ...target(1), weight: 0 },
      ],
    },
  };
  await underTest.change('attachWeightedRoundRobinPolicy', weighted, 'revision');
  const chain = { primary: target(0), fallbacks: [target(2), target(1)] };
  const failoverId = await createAiApi(underTest, 'chained', world.providerId);
  await underTest.change('attachFailoverPolicy', { aiApiId: failoverId, production: chain }, 'revision');
  const other = await createWorld(underTest);
  const lists = { providerIds: [world.providerId, other.providerId], modelAliases: aliases(other) };
  await underTest.change('updateAiApi', { aiApiId: failoverId, ...lists }, 'revision');
  const { entries } = await readAll(source);
  for (const { key, value } of entries) entryValueSchemas[parseEntryKey(key)!.kind].parse(value);
  const aiApi = (await valueOf(`ai-api.${world.aiApiId}`)) as AiApiEntry;
  expect(aiApi).toMatchObject({
    basePath: `/${world.name}/chat`,
    defaultProductionEndpointId: world.productionId,
    defaultSandboxEndpointId: null,
    providerIds: [world.providerId],
    modelAliases: [],
    policies: [
      {
        kind: 'WEIGHTED_ROUND_ROBIN',
        production: [
          { ...target(0), weight: 3 },
          { ...target(1), weight: 0 },
        ],
        sandbox: [],
      },
    ],
  });
  const provider = (await valueOf(`provider.${world.providerId}`)) as ProviderEntry;
  expect(provider).toMatchObject({ name: world.name, profile: { credentialName: 'authorization' } });
  expect(provider.models.map(({ id }) => id).toSorted()).toEqual([...world.modelIds].toSorted());
  const [endpoint] = provider.endpoints;
  const { id: endpointId, url, sealedCredential } = endpoint!;
  expect(underTest.sealingKey.open(sealedCredential!, { endpointId, url })).toEqual({ apiKey: 'sk-0123456789abcd' });
  const chained = (await valueOf(`ai-api.${failoverId}`)) as AiApiEntry;
  expect(chained).toMatchObject(lists);
  expect(chained.policies).toMatchObject([{ kind: 'FAILOVER', production: [target(0), target(2), target(1)] }]);
});

it('returns the entries that later revisions touched, null for a revoked key', async () => {
  const { consumer } = await underTest.change<{ consumer: { id: string } }>(
    'createConsumer',
    { name: 'c', aiApiIds: [world.aiApiId] },
    'consumer { id }',
  );
  const { revision } = await source.position();
  const issue = { consumerId: consumer.id, environment: 'SANDBOX', expiresAt: '2999-01-01T00:00:00Z' };
  const { consumerKey } = await underTest.change<{ consumerKey: { id: string } }>(
    'issueConsumerKey',
    issue,
    'consumerKey { id }',
  );
  const issued = await readChanges(source, revision);
  expect(issued).toMatchObject({
    revision: revision + 1,
    entries: [
      {
        value: {
          id: consumerKey.id,
          consumerId: consumer.id,
          environment: 'SANDBOX',
          expiresAt: '2999-01-01T00:00:00.000Z',
        },
      },
    ],
  });
  await underTest.change('revokeConsumerKey', { consumerKeyId: consumerKey.id }, 'revision');
  const revoked = await readChanges(source, revision);
  expect(revoked.entries).toEqual([{ key: issued.entries[0]!.key, value: null }]);
  expect(await valueOf(`consumer.${consumer.id}`)).toMatchObject({ name: 'c', aiApiIds: [world.aiApiId] });
  expect((await readChanges(source, revision + 2)).entries).toEqual([]);
});

it('names the commit of the present revision, of an earlier one, and of the one that changes are since', async () => {
  const earlier = await source.position();
  await underTest.change('createConsumer', { name: 'committed' }, 'revision');
  const present = await source.position();
  expect(present.revision).toBe(earlier.revision + 1);
  expect(new Set([earlier.commitId, present.commitId, null]).size).toBe(3);
  expect(await source.commitIdOf(earlier.revision)).toBe(earlier.commitId);
  expect(await source.commitIdOf(present.revision + 1)).toBeNull();
  const since = (revision: number) => source.changesSince(revision, [], async (reading) => reading);
  expect(await since(earlier.revision)).toMatchObject({ ...present, sinceCommitId: earlier.commitId });
  expect(await since(0)).toMatchObject({ ...present, sinceCommitId: null });
});

it('has an entry of prices for each provider with prices, and none for others', async () => {
  const keys = async () => (await readAll(source)).entries.map(({ key }) => key);
  expect(await keys()).not.toContain(`prices.${world.providerId}`);
  const price = (validFrom: string) => ({ validFrom, inputPerMillion: '2.50', outputPerMillion: '10' });
  const prices = [price('2026-01-01T00:00:00Z'), price('2025-01-01T00:00:00Z')];
  const { revision } = await source.position();
  await underTest.change('updateModel', { modelId: world.modelIds[1], prices }, 'revision');
  expect((await readChanges(source, revision)).entries).toEqual([
    {
      key: `prices.${world.providerId}`,
      value: {
        providerId: world.providerId,
        models: [
          {
            modelId: world.modelIds[1],
            prices: ['2026-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z'].map((validFrom) => ({
              validFrom,
              rates: {
                input: 2_500_000_000,
                cacheRead: null,
                cacheWrite5m: null,
                cacheWrite1h: null,
                output: 10_000_000_000,
                reasoning: null,
                request: 0,
              },
              above: null,
              serviceTiers: [],
            })),
          },
        ],
      },
    },
  ]);
  await underTest.change('updateModel', { modelId: world.modelIds[1], prices: [] }, 'revision');
  expect((await readChanges(source, revision)).entries).toEqual([{ key: `prices.${world.providerId}`, value: null }]);
  expect(await keys()).not.toContain(`prices.${world.providerId}`);
});

it('reads other keys with the changes, in one snapshot, with null for those that have no entry', async () => {
  const { revision } = await source.position();
  const others = [`provider.${world.providerId}`, `consumer.${randomUUID()}`, 'nonsense'];
  const { entries } = await readChanges(source, revision, others);
  expect(entries.map(({ key, value }) => [key, value !== null])).toEqual([
    [others[0], true],
    [others[1], false],
    [others[2], false],
  ]);
});

it('has no entry for a disabled AI API', async () => {
  const input = { name: 'off', basePath: '/off', providerIds: [world.providerId], enabled: false };
  const { revision } = await source.position();
  const { aiApi } = await underTest.change<{ aiApi: { id: string } }>('createAiApi', input, 'aiApi { id }');
  expect((await readChanges(source, revision)).entries).toEqual([{ key: `ai-api.${aiApi.id}`, value: null }]);
});

it('reads in one REPEATABLE READ snapshot, in as many statements for many entries as for few', async () => {
  const count = async () => {
    const before = statements.length;
    await readAll(source);
    return statements.slice(before);
  };
  const few = await count();
  expect(few).toContain('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  for (let index = 0; index < 5; index += 1)
    await createAiApi(underTest, `more-${index}`, (await createWorld(underTest)).providerId);
  expect(await count()).toHaveLength(few.length);
});

it('mints a new lineage, keeps counting revisions, and remembers every lineage that was left', async () => {
  const before = await source.position();
  const foreign = [randomUUID(), randomUUID()];
  expect(await isLeft(dataSource.manager, before.lineage)).toBe(false);
  const lineage = await source.mintLineage(before.lineage, foreign);
  expect(lineage).not.toBe(before.lineage);
  expect(await source.position()).toEqual({ ...before, lineage });
  expect(await source.mintLineage(before.lineage, [])).toBe(lineage);
  const last = await source.mintLineage(lineage, [foreign[0]!, before.lineage]);
  expect(await leftLineages(dataSource.manager)).toEqual(new Set([before.lineage, lineage, ...foreign]));
  expect([await isLeft(dataSource.manager, lineage), await isLeft(dataSource.manager, last)]).toEqual([true, false]);
});
