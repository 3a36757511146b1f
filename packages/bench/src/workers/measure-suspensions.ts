import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  connectToEach,
  type ConsumerConnection,
  type Figure,
  figureOf,
  GatewayAlone,
  untilWorkers,
} from '@switchyard/conformance';
import { ChildProgram } from '../processes/child-program';

type Connections = [ConsumerConnection, ConsumerConnection];

const WORKERS = 2;
/** Of each kind; the first tenth compiles what runs and does not count. */
const SUSPENSIONS = 220;
const WARM_UP_SUSPENSIONS = 20;
const PROBES_MAX = 1_000;
const SUSPEND_SECONDS = 600;
/** As many as there are cores on the smallest machine that has two workers. */
const BUSY_LOOPS = 2;
const BUSY_MINUTES_MAX = 10;
const BUSY_LOOP = `const end = Date.now() + ${BUSY_MINUTES_MAX * 60_000}; while (Date.now() < end) {}`;

/** How long it takes until requests skip a target that one request has found failing, in ms. */
export interface SuspensionSpread {
  readonly atTheOtherWorker: Delay;
  /** What the measuring takes by itself: the same at the worker that has suspended the target. */
  readonly atTheSameWorker: Delay;
  /** Whether programs that never rest ran beside the data plane. */
  readonly isBesideBusyLoops: boolean;
}

export interface Delay {
  readonly p50: Figure;
  readonly p99: Figure;
}

/**
 * Has one worker's target fail and sends requests on a second connection, one after the other, until one skips the target. Times
 * run from the vendor's receipt of the request that fails until that one is sent, so they contain the way of the vendor's
 * answer, and the rest of a request that was in hand.
 */
export async function measureSuspensions(isBesideBusyLoops: boolean): Promise<SuspensionSpread> {
  const loops: ChildProgram[] = [];
  const gateway = await GatewayAlone.start({ SWITCHYARD_DATA_PLANE_WORKERS: String(WORKERS) });
  try {
    await untilWorkers(gateway, WORKERS);
    const byWorker = [...(await connectToEach(gateway, 2)).values()] as [Connections, Connections];
    await gateway.configure(['a', 'b']);
    if (isBesideBusyLoops) {
      for (let index = 0; index < BUSY_LOOPS; index += 1) {
        loops.push(new ChildProgram(process.execPath, ['-e', BUSY_LOOP]));
      }
    }
    const others: number[] = [];
    const same: number[] = [];
    for (let count = 0; count < SUSPENSIONS * 2; count += 1) {
      // A new policy has no suspensions.
      await gateway.setPolicies({
        kind: 'FAILOVER',
        production: ['a', 'b'],
        suspendDurationSeconds: SUSPEND_SECONDS,
      });
      await gateway.untilApplied(await gateway.publishAlso({}));
      const [one, two] = count % 4 < 2 ? byWorker : (byWorker.toReversed() as typeof byWorker);
      const isSame = count % 2 === 0;
      const ms = await spreadMs(gateway, one[0], isSame ? one[1] : two[0]);
      if (count >= WARM_UP_SUSPENSIONS * 2) (isSame ? same : others).push(ms);
    }
    for (const connection of byWorker.flat()) connection.close();
    return { atTheOtherWorker: delayOf(others), atTheSameWorker: delayOf(same), isBesideBusyLoops };
  } finally {
    await Promise.all([...loops, gateway].map((each) => each.stop()));
  }
}

function delayOf(samplesMs: readonly number[]): Delay {
  return { p50: figureOf(samplesMs), p99: figureOf(samplesMs, 0.99) };
}

async function spreadMs(
  { simulator }: GatewayAlone,
  failing: ConsumerConnection,
  probing: ConsumerConnection,
): Promise<number> {
  // Warms both connections, so that no handshake counts.
  await failing.chat('a');
  await probing.chat('a');
  simulator.setBehaviours([{ match: { model: 'a' }, times: 1, answer: { status: 503 } }]);
  simulator.clearRequests();
  const failed = failing.chat('a');
  while (simulator.requests().length === 0) await nextTurn();
  const failedAtMs = performance.now();
  try {
    for (let probes = 0; probes < PROBES_MAX; probes += 1) {
      const sentAtMs = performance.now();
      const { status, attempts, target } = await probing.chat('a');
      if (status !== 200) throw new Error(`a request was answered with ${status}`);
      if (attempts > 1) throw new Error('another request met the failure too');
      if (target === 'production/b') return sentAtMs - failedAtMs;
    }
    throw new Error(`the suspension did not arrive within ${PROBES_MAX} requests`);
  } finally {
    await failed;
    simulator.clearBehaviours();
    simulator.clearRequests();
  }
}
