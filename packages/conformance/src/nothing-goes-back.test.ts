import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FullStack } from './harness/full-stack';
import { QUIET_CHANGES, runNothingGoesBack } from './nothing-goes-back/run-nothing-goes-back';
import { scheduleOf, SHORT } from './nothing-goes-back/schedule';

/** A schedule in which a data plane is killed as an old store comes back, and one while it starts. */
const SEED = 2_850;

it('data planes serve whole revisions only, and none before one that they reported, while everything but Postgres dies', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-nothing-goes-back-'));
  const stack = await FullStack.start();
  const done: object[] = [];
  try {
    const say = (step: object) => void done.push(step);
    const { faults, changes, revisionsSeen, answers } = await runNothingGoesBack(stack, {
      seed: SEED,
      size: SHORT,
      folder,
      stopping: new AbortController().signal,
      say,
    });
    expect(faults).toEqual([]);
    expect(changes).toBe(SHORT.changes + QUIET_CHANGES);
    // Bursts are applied together, on a slow machine more of them, and a data plane that was dead skips some.
    expect(revisionsSeen).toBeGreaterThanOrEqual(QUIET_CHANGES + SHORT.changes / 4);
    for (let dataPlane = 0; dataPlane < SHORT.dataPlanes; dataPlane += 1) {
      expect(Object.keys(answers)).toEqual(
        expect.arrayContaining([`data plane ${dataPlane}: 200`, `data plane ${dataPlane}: 401`]),
      );
    }
    const { changes: planned, nats, dataPlanes } = scheduleOf(SEED, SHORT);
    const steps = [...planned, ...nats, ...dataPlanes.flat()].map(({ action }) => expect.objectContaining(action));
    expect(done).toHaveLength(steps.length);
    expect(done).toEqual(expect.arrayContaining(steps));
  } finally {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
