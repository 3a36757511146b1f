import { Agent } from 'node:http';
import { figureOf } from './figure';
import type { Results } from './figures-table';
import { PUBLICATION_MS_MAX, type ScaledStack } from './scaled-stack';
import { send } from './send-request';

/** Writes most of the keys to the database as one revision. @throws Error if the last one does not work afterwards */
export async function measureKeys(scaled: ScaledStack): Promise<Results> {
  const { configuration, sizes, watch, dataPlaneUrl } = scaled;
  await scaled.takeLoops();
  const { revision, committedAtMs } = await configuration.addKeys();
  const servedAtMs = await watch.servedAtMs(revision, PUBLICATION_MS_MAX);
  const { controlPlane, dataPlane } = await scaled.takeLoops();
  await useLastKey();
  return new Map([
    ['keys', figureOf([(servedAtMs - committedAtMs) / 1_000])],
    ['keys-control-plane-turn', figureOf([controlPlane.longestTurnMs])],
    ['keys-data-plane-turn', figureOf([dataPlane.longestTurnMs])],
  ]);

  async function useLastKey(): Promise<void> {
    const agent = new Agent();
    const { basePath } = configuration.accessTo(((sizes.keys - 1) % sizes.consumers) + 1);
    const { status, text } = await send(agent, `${dataPlaneUrl}${basePath}/models`, configuration.secretOf(sizes.keys));
    agent.destroy();
    if (status !== 200)
      throw new Error(`revision ${revision} is served, but its last key is answered ${status}: ${text}`);
  }
}
