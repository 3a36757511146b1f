import { freePort } from '@switchyard/local-services';
import { type Simulator, startSimulator } from '@switchyard/simulator';
import { StartFailure } from './start-failure';

/** The default of the simulator's own program. */
const SIMULATOR_PORT = 9_090;

/**
 * Starts the simulator on the requested port. Without one, it uses the port that it had last time, or else any free port.
 *
 * @throws StartFailure if the requested port is not available
 */
export async function startSimulatedUpstream(asked: number | null, earlier: number | null): Promise<Simulator> {
  if (asked !== null) {
    return startSimulator({ port: asked }).catch((error: unknown) => {
      const reason =
        (error as Error).cause instanceof Error ? ((error as Error).cause as Error).message : String(error);
      throw new StartFailure(
        `The simulator cannot listen on port ${asked} (${reason}). Set SWITCHYARD_SIMULATOR_PORT to another port.`,
      );
    });
  }
  return startSimulator({ port: earlier ?? SIMULATOR_PORT }).catch(async () =>
    startSimulator({ port: await freePort() }),
  );
}
