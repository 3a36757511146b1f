import { performance } from 'node:perf_hooks';
import { until } from '@switchyard/runtime';
import { issueKey } from '../harness/demo-configuration';
import { figureOf } from './figure';
import type { Results } from './figures-table';
import { untilPublishes } from './publishing';
import { PUBLICATION_MS_MAX, type ScaledStack } from './scaled-stack';

/**
 * Lets a control plane recompile everything, as after an upgrade with a changed template: a standby takes over and finds
 * that an older compiler published, with another profile of the provider. A standby, so that the start of
 * a program is not measured with it. A change is committed meanwhile, which must not wait for it. Afterwards the standby is the only control plane.
 */
export async function measureRecompilation(scaled: ScaledStack): Promise<Results> {
  const { configuration, watch } = scaled;
  if (!(await configuration.recordsCompiler())) {
    const reason = 'not available in this build';
    return new Map([
      ['recompile', reason],
      ['recompile-change', reason],
      ['recompile-control-plane-turn', reason],
      ['recompile-data-plane-turn', reason],
    ]);
  }
  const standby = await scaled.startStandby();
  const issue = () => issueKey(standby.graphql, configuration.consumerId, 'PRODUCTION');
  // The first mutation of a program takes longer, and is not what is measured.
  await issue();
  const before = await configuration.recompilation();
  await standby.probe.take();
  await scaled.dataPlaneProbe.take();
  // It must not recompile itself, so it is gone before the database changes. The standby waits for its lease to end.
  await scaled.controlPlane.stop('SIGKILL');
  const startedAtMs = performance.now();
  await configuration.pretendOlderCompiler();
  const acquired = untilPublishes(standby.program).then(() => performance.now());
  const change = await issue();
  const acquiredAtMs = await acquired;
  const changeServedAtMs = await watch.servedAtMs(change.revision, PUBLICATION_MS_MAX);
  const revision = await until(
    async () => {
      const present = await configuration.recompilation();
      return present === before ? null : present;
    },
    'the standby commits what it recompiled',
    { withinMs: PUBLICATION_MS_MAX },
  );
  const servedAtMs = await watch.servedAtMs(revision, PUBLICATION_MS_MAX);
  const controlPlane = await standby.probe.take();
  const dataPlane = await scaled.dataPlaneProbe.take();
  return new Map([
    ['recompile', figureOf([(servedAtMs - startedAtMs) / 1_000])],
    ['recompile-change', figureOf([(changeServedAtMs - acquiredAtMs) / 1_000])],
    ['recompile-control-plane-turn', figureOf([controlPlane.longestTurnMs])],
    ['recompile-data-plane-turn', figureOf([dataPlane.longestTurnMs])],
  ]);
}
