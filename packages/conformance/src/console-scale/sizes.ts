import type { ConfigurationSize } from '../scale/sizes';

/** How much a control plane has whose console is measured. */
export interface ConsoleSizes extends ConfigurationSize {
  readonly providers: number;
  /** Models of one provider that has more than the others. */
  readonly modelsOfOne: number;
  readonly revisions: number;
  readonly requests: number;
  /** AI APIs that were used in the last hours. */
  readonly usedAiApis: number;
  /** Page loads in which everything is done once. */
  readonly rounds: number;
  readonly minutesMax: number;
}

export const FULL: ConsoleSizes = {
  aiApis: 10_000,
  providers: 1_000,
  modelsOfOne: 1_000,
  consumers: 1_000,
  firstKeys: 1_000,
  keys: 100_000,
  revisions: 20_000,
  requests: 50_000,
  usedAiApis: 4_000,
  rounds: 3,
  minutesMax: 30,
};

/** Small enough to see that the script works: lists still have more than one page. */
export const QUICK: ConsoleSizes = {
  aiApis: 120,
  providers: 120,
  modelsOfOne: 120,
  consumers: 120,
  firstKeys: 120,
  keys: 12_000,
  revisions: 120,
  requests: 120,
  usedAiApis: 60,
  rounds: 1,
  minutesMax: 5,
};
