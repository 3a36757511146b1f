import { Client } from 'pg';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { createDataSource } from '../../wiring/database/data-source';
import { inTransaction } from './in-transaction';

let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
afterAll(() => underTest.stop());

const UNAVAILABLE = { code: 'UNAVAILABLE', retryAfterSeconds: 1 };

/** What a mutation and a query answer when Postgres refuses them with this SQLSTATE, as it does in such a state. */
async function whenRefusedWith(sqlState: string): Promise<string[]> {
  await underTest.sql(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file "base/1/2": a detail' USING ERRCODE = '${sqlState}'; END $$`);
  await underTest.sql('CREATE TRIGGER refuse BEFORE INSERT ON consumer FOR EACH ROW EXECUTE FUNCTION refuse()');
  try {
    const refusals = [
      await underTest.refused('createConsumer', { name: 'refused' }),
      await underTest.refused('applyManifest', { manifest: 'consumers: [{ name: refused }]', prune: false }),
    ];
    for (const { extensions } of refusals) expect(extensions).toMatchObject(UNAVAILABLE);
    return refusals.map(({ message }) => message);
  } finally {
    await underTest.sql('DROP FUNCTION refuse CASCADE');
  }
}

it.each([
  ['53100', 'the disk of Postgres is full. Free space on it'],
  ['53200', 'Postgres is out of memory. Give its server more'],
  ['53000', 'Postgres lacks resources. Check its log'],
  ['58030', 'Postgres cannot read or write its files. Check its disk'],
  ['57P03', 'Postgres is starting or recovering'],
])('says what the operator does about SQLSTATE %s: %s', async (sqlState, sentence) => {
  for (const message of await whenRefusedWith(sqlState)) {
    expect(message).toContain(`The database is unavailable: ${sentence}`);
    expect(message).not.toContain('a detail');
  }
  await underTest.change('createConsumer', { name: `after-${sqlState.toLowerCase()}` }, 'revision');
});

describe('with a database that Postgres itself limits', () => {
  const open: DataSource[] = [];
  afterEach(async () => {
    for (const dataSource of open.splice(0)) await dataSource.destroy();
  });

  async function dataSourceOf(url = underTest.databaseUrl, settings = ''): Promise<DataSource> {
    const changed = new URL(url);
    if (settings !== '') changed.searchParams.set('options', settings);
    const dataSource = createDataSource(changed.href, pino({ level: 'silent' }));
    open.push(dataSource);
    return dataSource.initialize();
  }

  it('says that it is read-only, as a standby is', async () => {
    const dataSource = await dataSourceOf(underTest.databaseUrl, '-c default_transaction_read_only=on');
    const written = inTransaction(dataSource, (manager) => manager.query('CREATE TABLE not_written (id int)'));
    await expect(written).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('it is read-only. Point DATABASE_URL at the primary server'),
    });
  });

  it('says that a limit of its configuration is reached', async () => {
    const dataSource = await dataSourceOf(underTest.databaseUrl, '-c temp_file_limit=64kB -c work_mem=64kB');
    const sorted = inTransaction(dataSource, (manager) =>
      manager.query('SELECT number FROM generate_series(1, 100000) AS number ORDER BY random()'),
    );
    await expect(sorted).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('such as temp_file_limit. Raise that limit'),
    });
  });

  it('says that no connection is left, and that a login is refused', async () => {
    const role = `limited_${Date.now()}`;
    await underTest.sql(`CREATE ROLE ${role} LOGIN PASSWORD 'first' CONNECTION LIMIT 1`);
    const url = new URL(underTest.databaseUrl);
    [url.username, url.password] = [role, 'first'];
    const holder = new Client({ connectionString: url.href });
    try {
      const dataSource = await dataSourceOf(url.href);
      const ask = () => inTransaction(dataSource, (manager) => manager.query('SELECT 1'));
      // Its connection goes, and another session takes the role's only one.
      await underTest.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${role}'`);
      await holder.connect();
      await expect(ask()).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringContaining('it has no connection left. Raise max_connections'),
      });
      await underTest.sql(`ALTER ROLE ${role} NOLOGIN`);
      await expect(ask()).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringContaining('it refuses our login'),
      });
    } finally {
      await holder.end();
      for (const dataSource of open.splice(0)) await dataSource.destroy();
      await underTest.sql(`DROP ROLE ${role}`);
    }
  });
});
