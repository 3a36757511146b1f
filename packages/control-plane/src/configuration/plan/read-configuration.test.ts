import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { createDataSource } from '../../wiring/database/data-source';
import { createWorld } from '../../testing/world.suite';
import { readConfiguration } from './read-configuration';

let underTest: ControlPlaneUnderTest;
let dataSource: DataSource;
const statements: string[] = [];

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  const ignore = () => undefined;
  const queryLogger = {
    logQuery: (query: string) => void statements.push(query),
    logQueryError: ignore,
    logQuerySlow: ignore,
    logSchemaBuild: ignore,
    logMigration: ignore,
    log: ignore,
  };
  dataSource = await createDataSource(underTest.databaseUrl, pino({ level: 'silent' }), { queryLogger }).initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await underTest.stop();
});

it('returns each object as the history does, with its id and without a credential', async () => {
  const world = await createWorld(underTest);
  const [modelId, secondModelId] = world.modelIds;
  await underTest.change(
    'attachFailoverPolicy',
    {
      aiApiId: world.aiApiId,
      production: {
        primary: { modelId, endpointId: world.productionId },
        fallbacks: [{ modelId: secondModelId, endpointId: world.secondId }],
      },
    },
    'revision',
  );
  await underTest.change('createConsumer', { name: 'robot', aiApiIds: [world.aiApiId] }, 'revision');

  const { objects } = await readConfiguration(dataSource.manager);
  const recorded = await underTest.sql<{ object_id: string; kind: string; path: string[]; after: object }>(
    'SELECT DISTINCT ON (object_id) object_id, kind, path, after FROM change ORDER BY object_id, revision DESC',
  );
  expect(
    objects.map(({ id, kind, path, value }) => ({ object_id: id, kind, path, after: value })).toSorted(byId),
  ).toEqual(recorded.toSorted(byId));
  expect(JSON.stringify(objects)).not.toMatch(/0123456789|v1\./);
});

it('takes a constant number of statements, whatever the size', async () => {
  const count = async () => {
    const begin = statements.length;
    await readConfiguration(dataSource.manager);
    return statements.length - begin;
  };
  const few = await count();
  for (let number = 0; number < 5; number += 1) await createWorld(underTest);
  expect(await count()).toBe(few);
});

function byId(one: { object_id: string | null }, other: { object_id: string | null }): number {
  return String(one.object_id) < String(other.object_id) ? -1 : 1;
}
