import { RequestMetrics } from '../metrics/request-metrics';
import type { UnavailableTarget } from '../metrics/target-availability';
import { MergedMetrics } from './merged-metrics';

const FIGURES = { cpuSeconds: 1, residentBytes: 2, eventLoopDelaySeconds: 0, connections: 4 };
const SUSPENDED: UnavailableTarget = { labels: ['PRODUCTION', 'chat', 'openai', 'main', 'gpt-4o'], value: 0 };

/** What a worker has counted: so many suspensions. */
function countedBy(suspensions: number) {
  const metrics = new RequestMetrics();
  for (let count = 0; count < suspensions; count += 1) metrics.noteSuspension('TIMEOUT');
  return metrics.book.takeIncrements(1_000);
}

it('has the sums of all workers, also of one that has ended, and the figures of those that run', async () => {
  const merged = new MergedMetrics<{ index: number }>();
  const [first, second, replacement] = [{ index: 0 }, { index: 1 }, { index: 1 }];
  merged.note(first, { figures: FIGURES, increments: countedBy(2), unavailableTargets: [SUSPENDED] });
  merged.note(second, { figures: FIGURES, increments: countedBy(3), unavailableTargets: [SUSPENDED] });
  merged.note(first, { figures: FIGURES, increments: countedBy(1), unavailableTargets: null });
  expect(await merged.unavailableTargets()).toEqual([SUSPENDED, SUSPENDED]);
  merged.forget(second);
  merged.note(replacement, { figures: FIGURES, increments: [], unavailableTargets: [] });
  const suspensions = merged.book.families.find(({ name }) => name === 'switchyard_suspensions_total');
  expect(suspensions?.of(['TIMEOUT']).values).toEqual([6]);
  expect((await merged.processes()).map(({ worker }) => worker)).toEqual([0, 1]);
  expect(await merged.unavailableTargets()).toEqual([SUSPENDED]);
});
