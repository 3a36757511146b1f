import { performance } from 'node:perf_hooks';
import { until } from '@switchyard/runtime';
import { issueKey } from '../harness/demo-configuration';
import { figureOf } from './figure';
import type { Results } from './figures-table';
import { untilPublishes } from './publishing';
import { PUBLICATION_MS_MAX, type ScaledStack } from './scaled-stack';

const LOST = 'lost the publication lease';

/**
 * Stops the publisher without ending it, so that a standby has to wait until its lease ends, and times the next two changes:
 * the second one is made while the standby compares the whole table. Afterwards the first control plane publishes again.
 */
export async function measureTakeover(scaled: ScaledStack): Promise<Results> {
  const { configuration, controlPlane, watch } = scaled;
  const standby = await scaled.startStandby();
  const change = async () => {
    const sentAtMs = performance.now();
    const { revision } = await issueKey(standby.graphql, configuration.consumerId, 'PRODUCTION');
    return ((await watch.servedAtMs(revision, PUBLICATION_MS_MAX)) - sentAtMs) / 1_000;
  };
  controlPlane.signal('SIGSTOP');
  const first = await change();
  const second = await change();
  controlPlane.signal('SIGCONT');
  await until(() => controlPlane.output.includes(LOST), 'the resumed control plane knows that it lost the lease');
  await standby.program.stop('SIGKILL');
  await untilPublishes(controlPlane, 2);
  return new Map([
    ['takeover', figureOf([first])],
    ['takeover-change', figureOf([second])],
  ]);
}
