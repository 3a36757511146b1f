import { parseArgs } from 'node:util';
import { SCENARIOS } from './scenarios/all-scenarios';
import { FULL, type Profile, QUICK } from './scenarios/profile';
import type { Scenario } from './scenarios/workbench';

const ROUNDS_MAX = 50;

export interface BenchArguments {
  readonly profile: Profile;
  readonly isQuick: boolean;
  /** Whether nginx, haproxy and Portkey take part. */
  readonly withPeers: boolean;
  /** In the order of the page. */
  readonly scenarios: readonly Scenario[];
  /** Where all results are written as JSON; null for nowhere. */
  readonly jsonFile: string | null;
  /** The folder for the page and its plots; null to print the page alone. */
  readonly outputFolder: string | null;
}

/** What is wrong with the arguments, in one line. */
export class ArgumentsError extends Error {}

export const USAGE = `usage: npm run bench [-- OPTIONS]

  --quick          run every scenario, in three minutes in total, to check that it works
  --only NAME      run this scenario alone; repeatable
  --without-peers  measure bare Node and Switchyard alone; install no other gateway
  --rounds N       how many times to measure each (default: ${FULL.rounds}, with --quick ${QUICK.rounds})
  --json FILE      write all results to a file
  --output FOLDER  write the page and its plots to a folder (default: docs for a full run; otherwise print the page)

scenarios: ${SCENARIOS.map(({ name }) => name).join(', ')}`;

/** @throws ArgumentsError */
export function readArguments(args: readonly string[]): BenchArguments {
  const { quick, only, rounds, json, output, 'without-peers': withoutPeers } = parse(args);
  const names = SCENARIOS.map(({ name }) => name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new ArgumentsError(`--only ${unknown}: no such scenario; choose from ${names.join(', ')}`);
  }
  const profile = quick ? QUICK : FULL;
  const isPartial = quick || withoutPeers || only.length > 0;
  return {
    profile: rounds === undefined ? profile : { ...profile, rounds: readRounds(rounds) },
    isQuick: quick,
    withPeers: !withoutPeers,
    scenarios: SCENARIOS.filter(({ name }) => only.length === 0 || only.includes(name)),
    jsonFile: json ?? null,
    outputFolder: output ?? (isPartial ? null : 'docs'),
  };
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        'without-peers': { type: 'boolean', default: false },
        rounds: { type: 'string' },
        json: { type: 'string' },
        output: { type: 'string' },
      },
    });
    return values;
  } catch (error) {
    throw new ArgumentsError(error instanceof Error ? error.message : String(error));
  }
}

function readRounds(text: string): number {
  const rounds = Number(text);
  if (/^\d+$/.test(text) && rounds >= 1 && rounds <= ROUNDS_MAX) return rounds;
  throw new ArgumentsError(`--rounds ${text}: must be a whole number from 1 to ${ROUNDS_MAX}`);
}
