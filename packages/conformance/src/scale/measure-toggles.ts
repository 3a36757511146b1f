import { performance } from 'node:perf_hooks';
import { figureOf } from './figure';
import type { Results } from './figures-table';
import type { LoopReport } from './loop-report';
import type { ModelToggle, ToggleTimes } from './model-toggle';
import type { ScaledStack } from './scaled-stack';

/** Toggles a model many times, one change after the other, and times each; the event loops by run. */
export async function measureToggles(scaled: ScaledStack, toggle: ModelToggle): Promise<Results> {
  const { runs, changesPerRun, runMsMax } = scaled.sizes;
  const times: ToggleTimes[] = [];
  const controlPlane: LoopReport[] = [];
  const dataPlane: LoopReport[] = [];
  for (let run = 0; run < runs; run += 1) {
    const endMs = performance.now() + runMsMax;
    await scaled.takeLoops();
    for (let change = 0; change < changesPerRun && (change === 0 || performance.now() < endMs); change += 1) {
      times.push(await toggle.next());
    }
    const loops = await scaled.takeLoops();
    controlPlane.push(loops.controlPlane);
    dataPlane.push(loops.dataPlane);
  }
  return new Map([
    ['commit', figureOf(times.map(({ commitMs }) => commitMs))],
    [
      'effect',
      figureOf(
        times.map(({ effectMs }) => effectMs),
        0.99,
      ),
    ],
    ['control-plane-turn', figureOf(controlPlane.map(({ longestTurnMs }) => longestTurnMs))],
    ['control-plane-collection', figureOf(controlPlane.map(({ longestCollectionMs }) => longestCollectionMs))],
    ['data-plane-turn', figureOf(dataPlane.map(({ longestTurnMs }) => longestTurnMs))],
    ['data-plane-collection', figureOf(dataPlane.map(({ longestCollectionMs }) => longestCollectionMs))],
  ]);
}
