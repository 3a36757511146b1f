import type { FullStack } from '../harness/full-stack';
import type { GraphqlClient } from '../harness/graphql';
import type { Program } from '../harness/program';
import { LargeConfiguration } from './large-configuration';
import { LoopProbe } from './loop-probe';
import type { LoopReport } from './loop-report';
import { createOriginals } from './originals';
import { RevisionWatch } from './revision-watch';
import type { Sizes } from './sizes';

export const PUBLICATION_MS_MAX = 300_000;
/** A copy of the original with round robin: its model list has the toggled model while that is enabled. */
const WATCHED_AI_API = 3;

export interface Standby {
  readonly probe: LoopProbe;
  readonly program: Program;
  readonly graphql: GraphqlClient;
}

/** Both planes with a large configuration, and what observes them. */
export interface ScaledStack {
  readonly stack: FullStack;
  readonly sizes: Sizes;
  /** For temporary files. */
  readonly folder: string;
  readonly graphql: GraphqlClient;
  readonly configuration: LargeConfiguration;
  readonly controlPlane: Program;
  readonly dataPlaneUrl: string;
  readonly dataPlaneProbe: LoopProbe;
  readonly watch: RevisionWatch;
  /** Starts another control plane, which does not publish while the first one does. */
  startStandby(): Promise<Standby>;
  /** The event loops of both planes since they were last asked. */
  takeLoops(): Promise<{ readonly controlPlane: LoopReport; readonly dataPlane: LoopReport }>;
  /** Ends what observes the planes, not the planes. */
  close(): Promise<void>;
}

/**
 * Starts both planes and builds the configuration, with the first keys alone.
 *
 * @param folder for temporary files, such as the probes' sockets
 */
export async function startScaledStack(stack: FullStack, folder: string, sizes: Sizes): Promise<ScaledStack> {
  const controlPlaneProbe = new LoopProbe(folder, 'control-plane');
  const { graphql, program: controlPlane } = await stack.startControlPlane(controlPlaneProbe.settings);
  const originals = await createOriginals(graphql, stack.simulator.url);
  const configuration = await LargeConfiguration.connect(stack.databaseUrl, originals, sizes);
  const { revision } = await configuration.createAll();
  const dataPlaneProbe = new LoopProbe(folder, 'data-plane');
  const { url: dataPlaneUrl } = await stack.startDataPlane(dataPlaneProbe.settings);
  const { basePath, secret } = configuration.accessTo(WATCHED_AI_API);
  const watch = new RevisionWatch(`${dataPlaneUrl}${basePath}/models`, secret);
  await watch.servedAtMs(revision, PUBLICATION_MS_MAX);
  let standbyCount = 0;
  return {
    stack,
    sizes,
    folder,
    graphql,
    configuration,
    controlPlane,
    dataPlaneUrl,
    dataPlaneProbe,
    watch,
    startStandby: async () => {
      const probe = new LoopProbe(folder, `standby-${(standbyCount += 1)}`);
      const { program, graphql: itsGraphql } = await stack.startControlPlane(probe.settings);
      return { probe, program, graphql: itsGraphql };
    },
    takeLoops: async () => ({ controlPlane: await controlPlaneProbe.take(), dataPlane: await dataPlaneProbe.take() }),
    close: async () => {
      watch.close();
      await configuration.end();
    },
  };
}
