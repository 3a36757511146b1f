import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { ConfigurationWalk } from '../../testing/configuration-walk.suite';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { createDataSource } from '../../wiring/database/data-source';
import { inSnapshot } from '../../kernel/database/in-transaction';
import { createWorld } from '../../testing/world.suite';
import type { Configuration } from './configuration';
import { configurationAsOf } from './configuration-as-of';
import { readConfiguration } from './read-configuration';

const REVISIONS = 100;

let underTest: ControlPlaneUnderTest;
let dataSource: DataSource;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  dataSource = await createDataSource(underTest.databaseUrl, pino({ level: 'silent' })).initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await underTest.stop();
});

const present = () => inSnapshot(dataSource, readConfiguration);
const asOf = (revision: number) => inSnapshot(dataSource, (manager) => configurationAsOf(manager, revision));
const byId = ({ objects }: Configuration) =>
  objects.toSorted((one, other) => (String(one.id) < String(other.id) ? -1 : 1));

it('returns each of many past states as it was when it was current', async () => {
  const walk = new ConfigurationWalk(underTest, 11);
  const seen = new Map<number, Configuration>();
  for (let made = 0; made < REVISIONS; made += 1) seen.set(await walk.next(), await present());
  for (const [revision, configuration] of seen) {
    expect({ revision, objects: byId(await asOf(revision)) }).toEqual({ revision, objects: byId(configuration) });
  }
});

it('uses the names as of the requested revision for objects in older images, not their current names', async () => {
  const world = await createWorld(underTest);
  const { revision } = await underTest.change<{ revision: number }>(
    'attachRoundRobinPolicy',
    {
      aiApiId: world.aiApiId,
      production: { targets: [{ modelId: world.modelIds[0], endpointId: world.productionId }] },
    },
    'revision',
  );
  const policyAt = async (at: number) => {
    const { objects } = await asOf(at);
    return objects.find(({ kind, path }) => kind === 'ROUND_ROBIN_POLICY' && path[0]?.startsWith(world.name));
  };
  const target = (model: string) => ({
    path: [world.name, 'round robin'],
    value: { production: { targets: [{ model, endpoint: 'primary' }] } },
  });
  await underTest.change('updateModel', { modelId: world.modelIds[0], name: 'renamed' }, 'revision');
  // Another object now takes the old name.
  await underTest.change('addModels', { providerId: world.providerId, models: [{ name: 'large' }] }, 'revision');
  const name = `${world.name}-renamed`;
  await underTest.change('updateAiApi', { aiApiId: world.aiApiId, name }, 'revision');
  expect(await policyAt(revision)).toMatchObject(target('large'));
  expect(await policyAt(revision + 1)).toMatchObject(target('renamed'));
  expect(await policyAt(revision + 2)).toMatchObject(target('renamed'));
  expect(await policyAt(revision + 3)).toMatchObject({ ...target('renamed'), path: [name, 'round robin'] });
});
