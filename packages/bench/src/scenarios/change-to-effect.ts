import {
  type ConfigurationSize,
  createOriginals,
  LargeConfiguration,
  ModelToggle,
  percentile,
  RevisionWatch,
} from '@switchyard/conformance';
import { type Metric, seriesOf } from '../report/scenario-result';
import type { RunningUpstream } from '../upstream/start-upstream';
import { startControlPlane } from '../variants/control-plane';
import { newDataFolder, startDataPlane, SWITCHYARD_NAME } from '../variants/switchyard';
import { SMALL_TABLE } from '../variants/switchyard-table';
import { measureRounds, type Scenario, withUpstream, type Workbench } from './workbench';

const ANSWER_BYTES = 1_000;
const PUBLICATION_MS_MAX = 300_000;
const CONSUMERS_MAX = 1_000;
/** A copy of the original whose model list has the toggled model while that is enabled. */
const WATCHED_AI_API = 3;
const WARM_UP_CHANGES = 5;

/** Both planes with a configuration of one size. */
interface Configured {
  readonly name: string;
  readonly toggle: ModelToggle;
  readonly watch: RevisionWatch;
}

export const CHANGE_TO_EFFECT: Scenario = {
  name: 'change-to-effect',
  title: 'How soon a change takes effect',
  method: `Both planes with Postgres and NATS. Changes disable a model and enable it again, one at a time; a client asks the data
plane every millisecond for a model list, which contains its revision. Times are from sending the mutation: to its answer
(the commit), and to the first list from its revision (the effect).`,
  run: (bench) =>
    withUpstream(bench, { kind: 'completion', bytes: ANSWER_BYTES }, async (upstream) => {
      const configured: Configured[] = [];
      const ends: (() => Promise<void>)[] = [];
      try {
        for (const size of sizesOf(bench)) configured.push(await configure(bench, upstream, size, ends));
        const rounds = await measureRounds(bench, 'changes', configured, (one) => measureChanges(bench, one));
        return { baseline: null, metrics: metricsOf(rounds) };
      } finally {
        for (const end of ends.toReversed()) await end();
      }
    }),
};

function sizesOf({ profile }: Workbench): ConfigurationSize[] {
  return [SMALL_TABLE, profile.large].map(({ aiApis, keys }) => ({
    aiApis,
    keys,
    firstKeys: Math.min(keys, CONSUMERS_MAX),
    consumers: Math.min(aiApis, keys, CONSUMERS_MAX),
  }));
}

interface ChangeFigures {
  readonly commitP50: number;
  readonly p50: number;
  readonly p99: number;
}

/** @param ends gets what ends everything that this starts */
async function configure(
  bench: Workbench,
  upstream: RunningUpstream,
  size: ConfigurationSize,
  ends: (() => Promise<void>)[],
): Promise<Configured> {
  const name = `${size.aiApis.toLocaleString('en-US')} AI APIs, ${size.keys.toLocaleString('en-US')} keys`;
  bench.say(`building ${name}`);
  const controlPlane = await startControlPlane(bench);
  ends.push(() => controlPlane.stop());
  const originals = await createOriginals(controlPlane.graphql, upstream.origin);
  const configuration = await LargeConfiguration.connect(controlPlane.databaseUrl, originals, size);
  ends.push(() => configuration.end());
  await configuration.createAll();
  const { revision } = await configuration.addKeys();
  const { basePath, secret } = configuration.accessTo(WATCHED_AI_API);
  const request = { path: `${basePath}/chat/completions`, headers: { authorization: `Bearer ${secret}` } };
  const setting = { ...bench, upstream };
  const followed = { ...controlPlane, requests: [request] };
  const dataPlane = await startDataPlane(SWITCHYARD_NAME, followed, await newDataFolder(setting), setting);
  ends.push(() => dataPlane.stop());
  const watch = new RevisionWatch(`${dataPlane.origin}${basePath}/models`, secret);
  ends.push(async () => watch.close());
  await watch.servedAtMs(revision, PUBLICATION_MS_MAX);
  watch.rest();
  return { name, toggle: new ModelToggle(controlPlane.graphql, configuration.toggledModel, watch), watch };
}

async function measureChanges({ profile }: Workbench, { toggle, watch }: Configured): Promise<ChangeFigures> {
  watch.resume();
  try {
    for (let change = 0; change < WARM_UP_CHANGES; change += 1) await toggle.next();
    const times = [];
    for (let change = 0; change < profile.changes; change += 1) times.push(await toggle.next());
    const effects = times.map(({ effectMs }) => effectMs);
    return {
      commitP50: percentile(
        times.map(({ commitMs }) => commitMs),
        0.5,
      ),
      p50: percentile(effects, 0.5),
      p99: percentile(effects, 0.99),
    };
  } finally {
    watch.rest();
  }
}

function metricsOf(rounds: ReadonlyMap<Configured, readonly ChangeFigures[]>): Metric[] {
  const metric = (name: string, member: keyof ChangeFigures): Metric => ({
    name,
    unit: 'ms',
    series: seriesOf(rounds, (one) => one[member]),
  });
  return [metric('commit, p50', 'commitP50'), metric('effect, p50', 'p50'), metric('effect, p99', 'p99')];
}
