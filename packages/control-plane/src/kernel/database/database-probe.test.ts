import { SilentProxy } from '@switchyard/local-services';
import { DataSource } from 'typeorm';
import { createEmptyDatabase } from '../../testing/test-database.suite';
import { DatabaseProbe } from './database-probe';

it('says within 5 seconds that a silent database does not answer, and asks it once for all who want to know', async () => {
  const database = await createEmptyDatabase();
  const proxy = await SilentProxy.start(Number(new URL(database.url).port));
  const dataSource = new DataSource({ type: 'postgres', url: proxy.urlFor(database.url) });
  await dataSource.initialize();
  const query = jest.spyOn(dataSource, 'query');
  const probe = new DatabaseProbe(dataSource);
  expect(await Promise.all([probe.answers(), probe.answers()])).toEqual([true, true]);
  expect(query).toHaveBeenCalledTimes(1);
  proxy.cut();
  const since = performance.now();
  expect(await Promise.all([probe.answers(), probe.answers()])).toEqual([false, false]);
  expect(await probe.answers()).toBe(false);
  expect(performance.now() - since).toBeLessThan(15_000);
  expect(query).toHaveBeenCalledTimes(2);
  await proxy.close();
  expect(await probe.answers()).toBe(false);
  await dataSource.destroy();
  await database.drop();
});
