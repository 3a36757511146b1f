import { performance } from 'node:perf_hooks';
import { installPeers, type Peers } from './peers/peers';
import type { CleanUps } from './processes/clean-ups';
import { allowedCores, divideCores, moveToCores } from './processes/cores';
import { describeMachine, loadAverage } from './report/machine';
import type { Report } from './report/report';
import type { Measured } from './report/scenario-result';
import type { BenchArguments } from './arguments';
import type { Workbench } from './scenarios/workbench';
import { BARE_NODE } from './variants/bare-node';
import { switchyard } from './variants/switchyard';

const MS_PER_MINUTE = 60_000;

/**
 * Installs what is missing, and measures the scenarios one after the other.
 *
 * @param command as it was typed
 * @returns the report, also if scenarios failed: the others took long
 */
export async function runBench(
  { profile, isQuick, withPeers, scenarios }: BenchArguments,
  command: string,
  cleanUps: CleanUps,
  say: (step: string) => void,
): Promise<Report> {
  const startedAtMs = performance.now();
  const startedAt = new Date().toISOString();
  const machine = describeMachine();
  const loadBefore = loadAverage();
  say('installing what is missing');
  const peers = await installPeers(withPeers);
  for (const reason of peers.leftOut) say(`left out: ${reason}`);
  const cores = divideCores(allowedCores());
  // What this process starts inherits its cores: load, upstreams, databases. Gateways start on theirs.
  await moveToCores(process.pid, cores.rest);
  const bench: Omit<Workbench, 'note'> = { profile, cores, cleanUps, gateways: inOrder(peers), say };
  const measured: Measured[] = [];
  for (const scenario of scenarios) {
    const { name, title, method } = scenario;
    say(`${name}:`);
    const failures: string[] = [];
    const note = (failure: string) => {
      say(`failed: ${failure}`);
      failures.push(failure);
    };
    const result = await scenario.run({ ...bench, note }).catch((error: unknown) => {
      if (cleanUps.hasBegun) throw error;
      note(error instanceof Error ? error.message : String(error));
      return { baseline: null, metrics: [] };
    });
    measured.push({ name, title, method, result, failures });
  }
  return {
    command,
    startedAt,
    minutes: Number(((performance.now() - startedAtMs) / MS_PER_MINUTE).toFixed(1)),
    machine,
    loadAverages: [loadBefore, loadAverage()],
    coresAreApart: cores.areApart,
    rounds: profile.rounds,
    isQuick,
    versions: peers.versions,
    leftOut: peers.leftOut,
    scenarios: measured,
  };
}

/** The cheapest first. */
function inOrder({ variants }: Peers): Workbench['gateways'] {
  const isCheap = (name: string) => name === 'haproxy' || name === 'nginx';
  return [
    ...variants.filter(({ name }) => isCheap(name)),
    BARE_NODE,
    switchyard(),
    ...variants.filter(({ name }) => !isCheap(name)),
  ];
}
