import { until } from '@switchyard/runtime';
import { ControlPlaneUnderTest } from '../testing/control-plane-under-test.suite';
import { readTable } from '../testing/publication.suite';
import { createWorld } from '../testing/world.suite';
import { COMPILER_VERSION } from './compiler-version';

let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
afterAll(() => underTest.stop());

const problem = async () =>
  (await underTest.get<{ publicationProblem: string | null }>('{ controlPlane { publicationProblem } }'))
    .publicationProblem;
const published = () => readTable(underTest.stores.routingTable, underTest.sealingKey.tableKey);
const compilerVersion = async () =>
  (await underTest.sql<{ compiler_version: number }>('SELECT compiler_version FROM lineage'))[0]?.compiler_version;

it('an upgrade that a stored override does not fit publishes nothing of it, names the provider, and holds up no revocation', async () => {
  const world = await createWorld(underTest);
  const { consumer } = await underTest.change<{ consumer: { id: string } }>(
    'createConsumer',
    { name: 'c' },
    'consumer { id }',
  );
  const { consumerKey } = await underTest.change<{ consumerKey: { id: string } }>(
    'issueConsumerKey',
    { consumerId: consumer.id, environment: 'PRODUCTION' },
    'consumerKey { id }',
  );
  await underTest.isPublished();
  const before = await published();
  // What the newer build compiles.
  const operation = { modelPlace: 'JSON_BODY', modelKey: '/model' };
  const routedOperations = ['Chat', 'chat'].map((path) => ({ ...operation, path }));
  await underTest.sql('UPDATE provider SET profile_overrides = $1', [{ routedOperations }]);
  await underTest.sql('UPDATE lineage SET compiler_version = $1', [COMPILER_VERSION - 1]);

  await underTest.startAgain();
  const told = await until(problem, 'the problem is shown');
  expect(told).toContain(
    `no data plane could serve the provider "${world.name}" (${world.providerId}): Routed operation chat appears twice.`,
  );
  expect(await published()).toEqual(before);
  expect(await compilerVersion()).toBe(COMPILER_VERSION - 1);

  await underTest.change('revokeConsumerKey', { consumerKeyId: consumerKey.id }, 'revision');
  await underTest.isPublished();
  const left = [...(before?.table ?? [])].filter(([key]) => !key.startsWith('consumer-key.'));
  expect(left).toHaveLength((before?.table.size ?? 0) - 1);
  expect(await published()).toMatchObject({ table: new Map(left) });
  expect(await problem()).toBe(told);

  await underTest.change('updateProvider', { providerId: world.providerId, profile: null }, 'revision');
  await until(async () => (await problem()) === null, 'the problem is over');
  expect(await compilerVersion()).toBe(COMPILER_VERSION);
});
