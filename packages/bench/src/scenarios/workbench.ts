import type { ScenarioResult } from '../report/scenario-result';
import type { CleanUps } from '../processes/clean-ups';
import { allCores, type Cores, divideCores, moveToCores } from '../processes/cores';
import { interleavedRounds } from '../rounds/rounds';
import type { Behaviour } from '../upstream/bare-upstream';
import { type RunningUpstream, startUpstream } from '../upstream/start-upstream';
import type { RunningVariant, Variant } from '../variants/variant';
import type { Profile } from './profile';

/** What a scenario works with. */
export interface Workbench {
  readonly profile: Profile;
  readonly cores: Cores;
  readonly cleanUps: CleanUps;
  /** Switchyard, and what it is measured beside. */
  readonly gateways: readonly Variant[];
  /** Tells what is going on. */
  readonly say: (step: string) => void;
  /** Tells the reader of the page what could not be measured, and why. */
  readonly note: (failure: string) => void;
}

/** One question, and how to answer it. */
export interface Scenario {
  /** For the command line and for file names. */
  readonly name: string;
  readonly title: string;
  /** How it is measured, in a few sentences. */
  readonly method: string;
  run(bench: Workbench): Promise<ScenarioResult>;
}

/**
 * Measures each subject in every round of the profile, in rotating order. One that fails is left out, and the page says why:
 * a peer's fault must not cost what was measured of the others.
 *
 * @param what is measured, for what is said meanwhile
 */
export async function measureRounds<S extends { readonly name: string }, T>(
  bench: Workbench,
  what: string,
  subjects: readonly S[],
  measure: (subject: S) => Promise<T>,
): Promise<Map<S, T[]>> {
  const { rounds } = bench.profile;
  return interleavedRounds(
    subjects,
    rounds,
    async (subject, round) => {
      bench.say(`${what}: ${subject.name}, round ${round + 1} of ${rounds}`);
      return measure(subject);
    },
    (subject, error) => noteFailure(bench, `${what}, ${subject.name}`, error),
  );
}

function noteFailure({ cleanUps, note }: Workbench, what: string, error: unknown): void {
  // Then everything fails, because it is being stopped.
  if (cleanUps.hasBegun) throw error;
  note(`${what}: ${error instanceof Error ? error.message : String(error)}`);
}

/** Gives the gateway this many cores meanwhile, but leaves one to the rest: load, upstreams, databases. */
export async function withGatewayCores<T>(
  bench: Workbench,
  gatewayCores: number,
  act: (bench: Workbench) => Promise<T>,
): Promise<T> {
  const cores = divideCores(allCores(bench.cores), gatewayCores);
  await moveToCores(process.pid, cores.rest);
  try {
    return await act({ ...bench, cores });
  } finally {
    await moveToCores(process.pid, bench.cores.rest);
  }
}

/** Starts an upstream, uses it, and stops it whatever happens. */
export async function withUpstream<T>(
  { cleanUps }: Workbench,
  behaviour: Behaviour,
  act: (upstream: RunningUpstream) => Promise<T>,
): Promise<T> {
  const upstream = await startUpstream(behaviour, cleanUps);
  try {
    return await act(upstream);
  } finally {
    await upstream.stop();
  }
}

/** Starts an upstream with variants before it, one after the other, uses those that start, and stops them whatever happens. */
export async function withVariants<T>(
  bench: Workbench,
  behaviour: Behaviour,
  variants: readonly Variant[],
  act: (running: readonly RunningVariant[]) => Promise<T>,
): Promise<T> {
  return withUpstream(bench, behaviour, async (upstream) => {
    const running: RunningVariant[] = [];
    try {
      for (const variant of variants) {
        await variant.start({ ...bench, upstream }).then(
          (one) => running.push(one),
          (error: unknown) => noteFailure(bench, `starting ${variant.name}`, error),
        );
      }
      if (running.length === 0) throw new Error(`none of ${variants.map(({ name }) => name).join(', ')} started`);
      return await act(running);
    } finally {
      await Promise.all(running.map((one) => one.stop()));
    }
  });
}
