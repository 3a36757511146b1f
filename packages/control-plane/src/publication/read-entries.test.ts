import { entryKey } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { ControlPlaneUnderTest } from '../testing/control-plane-under-test.suite';
import { readTable } from '../testing/publication.suite';
import { createAiApi, createWorld } from '../testing/world.suite';
import { createDataSource } from '../wiring/database/data-source';
import { DatabaseTableSource } from './database-table-source';
import { labelOf } from './entry-fault';
import type { TableEntry } from './routing-table-source';

let underTest: ControlPlaneUnderTest;
let dataSource: DataSource;

beforeEach(async () => {
  underTest = await ControlPlaneUnderTest.start();
  dataSource = await createDataSource(underTest.databaseUrl, pino({ level: 'silent' })).initialize();
});
afterEach(async () => {
  await dataSource.destroy();
  await underTest.stop();
});

/** A world with a policy and with two consumer keys. */
async function build() {
  const world = await createWorld(underTest);
  const [modelId] = world.modelIds;
  const targets = [{ modelId, endpointId: world.productionId }];
  await underTest.change('attachRoundRobinPolicy', { aiApiId: world.aiApiId, production: { targets } }, 'revision');
  const otherId = await createAiApi(underTest, 'other', world.providerId);
  const { consumer } = await underTest.change<{ consumer: { id: string } }>(
    'createConsumer',
    { name: 'c' },
    'consumer { id }',
  );
  const issue = async () => {
    const input = { consumerId: consumer.id, environment: 'PRODUCTION' };
    const issued = await underTest.change<{ consumerKey: { id: string } }>(
      'issueConsumerKey',
      input,
      'consumerKey { id }',
    );
    return issued.consumerKey.id;
  };
  return { world, otherId, consumerId: consumer.id, brokenKeyId: await issue(), keyId: await issue() };
}

const breakPolicies = (aiApiId: string) =>
  underTest.sql(`UPDATE policy SET failure_status_ranges = '5' WHERE ai_api_id = $1`, [aiApiId]);
const breakProvider = (providerId: string) =>
  underTest.sql('UPDATE provider SET profile_overrides = $2 WHERE id = $1', [providerId, { credentialName: 5 }]);
const hashOf = async (keyId: string) =>
  (await underTest.sql<{ key_hash: string }>('SELECT key_hash FROM consumer_key WHERE id = $1', [keyId]))[0]!.key_hash;

/** What the next change will publish as well. */
const touch = (keys: readonly string[]) =>
  underTest.sql(
    `INSERT INTO dirty_entry (key, revision) SELECT unnest($1::text[]), revision + 1 FROM lineage
     ON CONFLICT (key) DO UPDATE SET revision = excluded.revision`,
    [keys],
  );
const published = async () => (await readTable(underTest.stores.routingTable, underTest.sealingKey.tableKey))!.table;
const problem = async () =>
  (await underTest.get<{ publicationProblem: string | null }>('{ controlPlane { publicationProblem } }'))
    .publicationProblem;

it('names an entry of any kind that cannot be compiled, and reads the others', async () => {
  const { world, otherId, consumerId, brokenKeyId, keyId } = await build();
  await breakProvider(world.providerId);
  await underTest.sql(`UPDATE model SET prices = '[null]' WHERE id = $1`, [world.modelIds[0]]);
  await breakPolicies(world.aiApiId);
  await underTest.sql(`UPDATE consumer_key SET expires_at = 'infinity' WHERE id = $1`, [brokenKeyId]);

  const logged: string[] = [];
  const log = { error: (fields: { key: string }) => void logged.push(fields.key) };
  const source = new DatabaseTableSource(dataSource, log as never);
  const entries = await source.all(async ({ pages }) => {
    const all: TableEntry[] = [];
    for await (const page of pages) all.push(...page);
    return all;
  });
  const broken = entries.filter(({ uncompiled }) => uncompiled !== undefined);
  expect(new Map(broken.map((entry) => [entry.key, labelOf(source.faultOf(entry)!.object)]))).toEqual(
    new Map([
      [entryKey('provider', world.providerId), `the provider "${world.name}"`],
      [entryKey('prices', world.providerId), `the prices of the provider "${world.providerId}"`],
      [entryKey('ai-api', world.aiApiId), `the AI API "${world.name}"`],
      [entryKey('consumer-key', await hashOf(brokenKeyId)), `the consumer key "${brokenKeyId}"`],
    ]),
  );
  expect(new Set(logged)).toEqual(new Set(broken.map(({ key }) => key)));
  expect(new Set(entries.filter(({ raw }) => raw !== null).map(({ key }) => key))).toEqual(
    new Set([
      entryKey('ai-api', otherId),
      entryKey('consumer', consumerId),
      entryKey('consumer-key', await hashOf(keyId)),
    ]),
  );
});

it('an entry that cannot be compiled is held back alone: a revocation goes out, and the problem names the object', async () => {
  const { world, keyId } = await build();
  await underTest.isPublished();
  const before = await published();
  await breakProvider(world.providerId);
  await touch([entryKey('provider', world.providerId)]);
  const keyOf = entryKey('consumer-key', await hashOf(keyId));

  await underTest.change('revokeConsumerKey', { consumerKeyId: keyId }, 'revision');
  await underTest.isPublished();
  const left = new Map(before);
  left.delete(keyOf);
  expect(await published()).toEqual(left);
  const told =
    `no data plane could serve the provider "${world.name}" (${world.providerId}): Compiling it failed with an internal ` +
    'error; see the log. Data planes serve the version that was published before.';
  expect(await until(problem, 'the problem is shown')).toContain(told);

  // Another control plane compares the whole table, with the same result.
  await underTest.startAgain();
  await until(async () => (await problem())?.includes(told), 'the problem is shown again');
  expect(await published()).toEqual(left);

  await underTest.sql(`UPDATE provider SET profile_overrides = '{}'`);
  await touch([entryKey('provider', world.providerId)]);
  await underTest.change('createConsumer', { name: 'd' }, 'revision');
  await until(async () => (await problem()) === null, 'the problem is over');
});

it('an AI API that cannot be compiled keeps its earlier version only if it was not moved', async () => {
  const { world, otherId } = await build();
  await underTest.isPublished();
  const key = entryKey('ai-api', world.aiApiId);
  const publishOther = async (name: string) => {
    await touch([key]);
    await underTest.change('updateAiApi', { aiApiId: otherId, name }, 'revision');
    await underTest.isPublished();
  };
  await breakPolicies(world.aiApiId);
  await publishOther('once');
  expect((await published()).has(key)).toBe(true);

  await underTest.sql(`UPDATE ai_api SET base_path = '/moved' WHERE id = $1`, [world.aiApiId]);
  await publishOther('twice');
  expect((await published()).has(key)).toBe(false);
});
