import { freePort } from '@switchyard/local-services';
import { type Simulator, startSimulator } from '@switchyard/simulator';
import { StartFailure } from './start-failure';

/** The simulator's own, as its program has it. */
const SIMULATOR_PORT = 9_090;

/**
 * Starts the simulated upstream on the port that is asked for; where none is, on the one that it had the last time, or
 * else on any that is free.
 *
 * @throws StartFailure where the port that was asked for cannot be had
 */
export async function startSimulatedUpstream(asked: number | null, earlier: number | null): Promise<Simulator> {
  if (asked !== null) {
    return startSimulator({ port: asked }).catch((error: unknown) => {
      const reason =
        (error as Error).cause instanceof Error ? ((error as Error).cause as Error).message : String(error);
      throw new StartFailure(
        `Cannot start the simulator on port ${asked} (${reason}). Set SWITCHYARD_SIMULATOR_PORT to another port.`,
      );
    });
  }
  return startSimulator({ port: earlier ?? SIMULATOR_PORT }).catch(async () =>
    startSimulator({ port: await freePort() }),
  );
}
