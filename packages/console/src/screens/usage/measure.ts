import { money, number } from '../../parts/figures';
import type { TokenAmountsFragment } from './documents.generated';
import { DIMENSIONS, type DimensionName } from './dimension';

/** Sums as far as they were asked for. */
export interface Amounts {
  readonly requests?: { readonly requests: number } | null | undefined;
  readonly attempts?:
    | {
        readonly attempts?: number;
        readonly cost?: string;
        readonly estimatedCost?: string;
        readonly tokens?: TokenAmountsFragment;
        readonly estimatedTokens?: TokenAmountsFragment;
      }
    | null
    | undefined;
}

interface Measure {
  readonly label: string;
  /** Null where a dimension does not count it. */
  readonly of: (figures: Amounts) => number | null;
  readonly text: (value: number | null, currency: string) => string;
  /** What it is counted of. */
  readonly part: 'requests' | 'attempts';
}

/** What can be drawn. Estimated tokens and costs are included: they were used, too. */
export const MEASURES = {
  requests: {
    label: 'Requests',
    of: ({ requests }) => requests?.requests ?? null,
    text: number,
    part: 'requests',
  },
  attempts: {
    label: 'Attempts',
    of: ({ attempts }) => attempts?.attempts ?? null,
    text: number,
    part: 'attempts',
  },
  tokens: {
    label: 'Tokens',
    of: ({ attempts }) => (attempts ? tokenSum(attempts.tokens) + tokenSum(attempts.estimatedTokens) : null),
    text: number,
    part: 'attempts',
  },
  cost: {
    label: 'Cost',
    of: ({ attempts }) => (attempts ? Number(attempts.cost ?? 0) + Number(attempts.estimatedCost ?? 0) : null),
    text: (value, currency) => money(value === null ? null : String(value), currency),
    part: 'attempts',
  },
} as const satisfies Record<string, Measure>;
export type MeasureName = keyof typeof MEASURES;

/** The measures that a dimension has. */
export function measuresOf(dimension: DimensionName): readonly MeasureName[] {
  const { lacks } = DIMENSIONS[dimension];
  return (Object.keys(MEASURES) as MeasureName[]).filter((name) => MEASURES[name].part !== lacks);
}

/** @param value what the address says; the first that the dimension has if it has no such one */
export function measureOf(value: string | undefined, dimension: DimensionName): MeasureName {
  const measures = measuresOf(dimension);
  return measures.find((name) => name === value) ?? measures[0] ?? 'requests';
}

export function tokenSum(tokens: TokenAmountsFragment | undefined): number {
  if (tokens === undefined) return 0;
  const { input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning } = tokens;
  return input + cacheRead + cacheWrite5m + cacheWrite1h + output + reasoning;
}

/** Of prompts alone. */
export function promptSum({ input, cacheRead, cacheWrite5m, cacheWrite1h }: TokenAmountsFragment): number {
  return input + cacheRead + cacheWrite5m + cacheWrite1h;
}
