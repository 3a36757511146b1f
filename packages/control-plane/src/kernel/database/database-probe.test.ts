import { SilentProxy } from '@switchyard/local-services';
import { Stopwatch } from '@switchyard/runtime';
import { DataSource } from 'typeorm';
import { createEmptyDatabase } from '../../testing/test-database.suite';
import { DatabaseProbe } from './database-probe';

it('says within 2 seconds that a silent database does not answer, and asks it once for all who want to know', async () => {
  const database = await createEmptyDatabase();
  const proxy = await SilentProxy.start(Number(new URL(database.url).port));
  const dataSource = new DataSource({ type: 'postgres', url: proxy.urlFor(database.url) });
  await dataSource.initialize();
  const query = jest.spyOn(dataSource, 'query');
  const probe = new DatabaseProbe(dataSource);
  expect(await Promise.all([probe.answers(), probe.answers()])).toEqual([true, true]);
  expect(query).toHaveBeenCalledTimes(1);
  proxy.cut();
  for (const asked of [2, 1]) {
    const stopwatch = new Stopwatch();
    const answers = await Promise.all(Array.from({ length: asked }, () => probe.answers()));
    expect(answers).toEqual(Array(asked).fill(false));
    expect(stopwatch.stop()).toBeLessThan(2_000);
  }
  expect(query).toHaveBeenCalledTimes(2);
  await proxy.close();
  expect(await probe.answers()).toBe(false);
  await dataSource.destroy();
  await database.drop();
});
