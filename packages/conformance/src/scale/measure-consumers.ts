import { performance } from 'node:perf_hooks';
import { pause } from '@switchyard/runtime';
import { ConsumerLoad } from './consumer-load';
import { figureOf, percentile } from './figure';
import type { Results } from './figures-table';
import type { ModelToggle } from './model-toggle';
import type { ScaledStack } from './scaled-stack';

/** Sends consumers' requests at a steady rate, in periods without changes and with them in turns. */
export async function measureConsumers(scaled: ScaledStack, toggle: ModelToggle): Promise<Results> {
  const { dataPlaneUrl, configuration, sizes } = scaled;
  const load = new ConsumerLoad(dataPlaneUrl, configuration, sizes);
  try {
    // The first requests open connections.
    await load.period();
    const unchanged: number[] = [];
    const changing: number[] = [];
    for (let pair = 0; pair < sizes.loadPairs; pair += 1) {
      unchanged.push(percentile(await load.period(), 0.99));
      const changes = toggleUntil(performance.now() + sizes.loadPeriodMs);
      changing.push(percentile(await load.period(), 0.99));
      await changes;
    }
    return new Map([
      ['latency-unchanged', figureOf(unchanged)],
      ['latency-changing', figureOf(changing)],
    ]);
  } finally {
    load.close();
  }

  async function toggleUntil(endMs: number): Promise<void> {
    while (performance.now() < endMs) {
      const nextAtMs = performance.now() + sizes.changeEveryMs;
      await toggle.next();
      await pause(Math.max(0, nextAtMs - performance.now()));
    }
  }
}
