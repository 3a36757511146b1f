import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { createEmptyDatabase, type TestDatabase } from '../../testing/test-database.suite';
import { createDataSource } from '../../wiring/database/data-source';
import { together } from './together';

let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await createEmptyDatabase();
  dataSource = await createDataSource(database.url, pino({ level: 'silent' })).initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

/** Runs the work in a transaction. */
function inOne<T>(work: (query: (sql: string) => Promise<unknown>) => Promise<T>): Promise<T> {
  return dataSource.transaction((manager) => work((sql) => manager.query(sql)));
}

it('returns all results in order', async () => {
  const results = inOne((query) => together([query('SELECT 1 AS one'), Promise.resolve('two')]));
  expect(await results).toEqual([[{ one: 1 }], 'two']);
});

it('throws why a statement failed, not that others failed after it', async () => {
  const ended: string[] = [];
  const failed = inOne((query) => {
    const follows = async () => {
      await query('SELECT 1');
      await query('SELECT 2').finally(() => ended.push('follows'));
    };
    return together([follows(), together([query('SELECT 1'), query('SELECT 1 / 0')]), query('SELECT 3')]);
  });
  await expect(failed).rejects.toMatchObject({ code: '22012' });
  expect(ended).toEqual(['follows']);
});

it('throws the first error of several, also one that is not of the database', async () => {
  const failed = inOne((query) => together([Promise.reject(new Error('refused')), query('SELECT 1 / 0')]));
  await expect(failed).rejects.toThrow('refused');
});
