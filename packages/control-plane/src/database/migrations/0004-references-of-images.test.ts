import { pino } from 'pino';
import { ConfigurationWalk } from '../../configuration-walk.suite';
import { ControlPlaneUnderTest } from '../../control-plane-under-test.suite';
import { createDataSource } from '../data-source';
import { ReferencesOfImages0004 } from './0004-references-of-images';

const REVISIONS = 80;

let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
}, 60_000);
afterAll(() => underTest.stop());

const references = () =>
  underTest.sql(
    'SELECT revision, object_id, kind, after_references FROM change WHERE after IS NOT NULL ORDER BY revision, object_id',
  );

it('finds for every image that was recorded without references those that would be recorded today', async () => {
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
  const dataSource = await createDataSource(underTest.postgres.url, pino({ level: 'silent' })).initialize();
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
  expect(await references()).toEqual(recorded);
}, 120_000);
