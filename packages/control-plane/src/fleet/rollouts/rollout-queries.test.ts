import { pino } from 'pino';
import { DataSource } from 'typeorm';
import { headAt } from '../../testing/heads.suite';
import { ChangeWaits } from './change-waits';
import { RolloutQueries } from './rollout-queries';

it('describes a revision once for all callers in the same tick, and again in the next', async () => {
  const lineage = 'lineage-1';
  const waits = new ChangeWaits({ onChange: () => () => undefined });
  const queries = new RolloutQueries({
    // Never used: the calls pass the lineage.
    dataSource: new DataSource({ type: 'postgres' }),
    head: {
      isKnown: true,
      current: headAt(lineage, 2),
    },
    dataPlanes: { all: () => [] },
    waits,
    log: pino({ level: 'silent' }),
  });
  const [one, same, other] = await Promise.all([1, 1, 2].map((revision) => queries.current(revision, lineage)));
  expect(one).toMatchObject({ revision: 1, state: 'PUBLISHED' });
  expect(same).toBe(one);
  expect(other).toMatchObject({ revision: 2 });
  expect(await queries.current(1, lineage)).not.toBe(one);
  waits.close();
});
