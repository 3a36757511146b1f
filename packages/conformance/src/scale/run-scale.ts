import type { FullStack } from '../harness/full-stack';
import type { Results } from './figures-table';
import { measureConsumers } from './measure-consumers';
import { measureKeys } from './measure-keys';
import { measureRecompilation } from './measure-recompilation';
import { measureStarts } from './measure-starts';
import { measureTakeover } from './measure-takeover';
import { measureToggles } from './measure-toggles';
import { measureWrites } from './measure-writes';
import { ModelToggle } from './model-toggle';
import { startScaledStack } from './scaled-stack';
import type { Sizes } from './sizes';

/**
 * Builds the large configuration on a running stack and measures everything; changes with all keys in place.
 *
 * @param folder for temporary files
 * @param say tells what is going on
 * @param stopping ends it before the next measurement
 */
export async function runScale(
  stack: FullStack,
  folder: string,
  sizes: Sizes,
  say: (step: string) => void,
  stopping: AbortSignal,
): Promise<Results> {
  say(`building ${sizes.aiApis} AI APIs`);
  const scaled = await startScaledStack(stack, folder, sizes);
  try {
    const toggle = new ModelToggle(scaled.graphql, scaled.configuration.toggledModel, scaled.watch);
    const steps: readonly [what: string, measure: () => Promise<Results>][] = [
      [`adding ${sizes.keys - sizes.firstKeys} keys`, () => measureKeys(scaled)],
      [`starting a data plane ${sizes.starts} times`, () => measureStarts(scaled)],
      [`toggling a model, ${sizes.runs} runs`, () => measureToggles(scaled, toggle)],
      ['counting writes to NATS', () => measureWrites(scaled, toggle)],
      ["measuring consumers' latency", () => measureConsumers(scaled, toggle)],
      ['letting a standby take over', () => measureTakeover(scaled)],
      ['recompiling', () => measureRecompilation(scaled)],
    ];
    const results: Results[] = [];
    for (const [what, measure] of steps) {
      stopping.throwIfAborted();
      say(what);
      results.push(await measure());
    }
    return new Map(results.flatMap((one) => [...one]));
  } finally {
    await scaled.close();
  }
}
