import { randomBytes } from 'node:crypto';
import { askPostgres } from './ask-postgres.suite';
import { startFilledPostgres } from './index';

test('each caller has a Postgres of its own, on a copy of a store that is filled once', async () => {
  let fills = 0;
  const template = {
    name: `test_${randomBytes(8).toString('hex')}`,
    fill: async (url: string) => {
      fills += 1;
      await askPostgres(url, 'CREATE TABLE marks AS SELECT 1 AS mark');
    },
  };
  const [one, other] = await Promise.all([startFilledPostgres(template), startFilledPostgres(template)]);
  try {
    expect(fills).toBe(1);
    expect(one.dataDirectory).not.toBe(other.dataDirectory);
    await askPostgres(one.url, 'INSERT INTO marks VALUES (2)');
    await one.kill();
    expect(await askPostgres(other.url, 'SELECT mark FROM marks')).toEqual([1]);
    await one.restart();
    expect(await askPostgres(one.url, 'SELECT mark FROM marks ORDER BY mark')).toEqual([1, 2]);
  } finally {
    await Promise.all([one.stop(), other.stop()]);
  }
});
