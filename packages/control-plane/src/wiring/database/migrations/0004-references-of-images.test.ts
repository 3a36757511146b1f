import { pino } from 'pino';
import { ConfigurationWalk } from '../../../testing/configuration-walk.suite';
import { ControlPlaneUnderTest } from '../../../testing/control-plane-under-test.suite';
import { createDataSource } from '../data-source';
import { ReferencesOfImages0004 } from './0004-references-of-images';

const REVISIONS = 80;

let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
afterAll(() => underTest.stop());

const references = () =>
  underTest.sql(
    'SELECT revision, object_id, kind, after_references FROM change WHERE after IS NOT NULL ORDER BY revision, object_id',
  );

it('finds the same references for earlier images as are recorded today', async () => {
  const walk = new ConfigurationWalk(underTest, 4);
  for (let made = 0; made < REVISIONS; made += 1) await walk.next();
  const recorded = await references();
  const kinds = recorded.map(({ kind }) => kind);
  expect(new Set(kinds)).toEqual(
    new Set([
      'PROVIDER',
      'MODEL',
      'ENDPOINT',
      'AI_API',
      'ROUND_ROBIN_POLICY',
      'WEIGHTED_ROUND_ROBIN_POLICY',
      'FAILOVER_POLICY',
      'CONSUMER',
      'CONSUMER_KEY',
      'ACCESS_GRANT',
    ]),
  );
  await migrateAgain();
  expect(await references()).toEqual(recorded);
});

it('migrates a history with ten thousand changes of an object well within the statement timeout', async () => {
  const models = [{ name: 'one' }, { name: 'two' }];
  const input = { name: 'often-changed', template: 'OPENAI', models };
  const { revision } = await underTest.change('createProvider', input, 'revision');
  const many = [revision, 10_000];
  await underTest.sql(
    `INSERT INTO revision (number, lineage, committed_at, actor_id, actor_kind, actor_name, operation, correlation_id, change_count)
     SELECT number + further, lineage, committed_at, actor_id, actor_kind, actor_name, operation, correlation_id, change_count
     FROM revision, generate_series(1, $2) AS further WHERE number = $1`,
    many,
  );
  await underTest.sql(
    `INSERT INTO change (revision, object_id, kind, action, name, path, format_version, before, after, after_references, before_revision)
     SELECT revision + further, object_id, kind, 'UPDATE', name, path, format_version, after, after, after_references, revision
     FROM change, generate_series(1, $2) AS further WHERE revision = $1`,
    many,
  );
  const recorded = await references();
  await migrateAgain();
  expect(await references()).toEqual(recorded);
});

async function migrateAgain(): Promise<void> {
  const dataSource = await createDataSource(underTest.databaseUrl, pino({ level: 'silent' })).initialize();
  const migration = new ReferencesOfImages0004();
  try {
    await dataSource.transaction(async ({ queryRunner }) => {
      if (queryRunner === undefined) throw new Error('a transaction has a query runner');
      await migration.down(queryRunner);
      await migration.up(queryRunner);
    });
  } finally {
    await dataSource.destroy();
  }
}
