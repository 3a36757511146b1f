import type { Machine } from './machine';
import type { Measured } from './scenario-result';

/** Everything about one run of the bench; `--json` writes it as it is. */
export interface Report {
  /** As it was typed. */
  readonly command: string;
  readonly startedAt: string;
  readonly minutes: number;
  readonly machine: Machine;
  /** Before the run and after it. */
  readonly loadAverages: readonly [before: number, after: number];
  readonly coresAreApart: boolean;
  readonly rounds: number;
  readonly isQuick: boolean;
  /** Of the programs that took part. */
  readonly versions: Readonly<Record<string, string>>;
  /** Peers that took no part, and why. */
  readonly leftOut: readonly string[];
  readonly scenarios: readonly Measured[];
}
