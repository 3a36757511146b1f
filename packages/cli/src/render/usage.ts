import {
  type LatencyAnswer,
  type LatencyOfUsage,
  USAGE_GAPS_MAX,
  type UsageAnswer,
  type UsageFigures,
  type UsageGap,
  type UsageKey,
} from '../documents/usage';
import type { Tokens } from '../documents/tokens';
import { amountOf, countOf, durationOf } from './figures';
import { visible } from './visible';

/** What usage can be grouped by: as the command, the API and a table's head name it. */
export const DIMENSIONS = [
  { option: 'ai-api', api: 'AI_API', member: 'aiApiId' },
  { option: 'consumer', api: 'CONSUMER', member: 'consumerId' },
  { option: 'environment', api: 'ENVIRONMENT', member: 'environment' },
  { option: 'policy', api: 'POLICY', member: 'policyId' },
  { option: 'provider', api: 'PROVIDER', member: 'providerId' },
  { option: 'model', api: 'MODEL', member: 'modelId' },
  { option: 'endpoint', api: 'ENDPOINT', member: 'endpointId' },
  { option: 'outcome', api: 'OUTCOME', member: 'outcome' },
] as const satisfies readonly { option: string; api: string; member: keyof UsageKey }[];
export type Dimension = (typeof DIMENSIONS)[number];

/** A report as rows, one for each group and step. */
export interface UsageRows {
  readonly head: string[];
  readonly rows: (string | number)[][];
}

interface Layout {
  readonly dimensions: readonly Dimension[];
  /** Whether rows have the begin of their step. */
  readonly hasSteps: boolean;
  /** What objects are called, by id. */
  readonly names: ReadonlyMap<string, string>;
}

/** For people: rounded, with separators, and the sum of all rows below them. */
export function usageTable({ usage }: UsageAnswer, layout: Layout): { head: string[]; rows: string[][] } {
  const { currency, groups, totals } = usage;
  const head = [
    'REQUESTS',
    'FAILOVERS',
    'ATTEMPTS',
    'INPUT',
    'CACHED',
    'OUTPUT',
    'ESTIMATED',
    `COST (${visible(currency)})`,
  ];
  return withTotals(layout, head, groups, totals, cellsOf);
}

export function latencyTable({ usage }: LatencyAnswer, layout: Layout): { head: string[]; rows: string[][] } {
  const head = ['REQUESTS', 'P50', 'P95', 'P99', 'FIRST P50', 'FIRST P95', 'GATEWAY P50', 'GATEWAY P99'];
  return withTotals(layout, head, usage.groups, usage.totals, latencyCellsOf);
}

interface Group<T> {
  readonly key: UsageKey;
  readonly series: readonly { readonly at: string; readonly figures: T }[];
}

function withTotals<T>(
  layout: Layout,
  head: readonly string[],
  groups: readonly Group<T>[],
  totals: T,
  cells: (figures: T) => string[],
): { head: string[]; rows: string[][] } {
  const rows = groups.flatMap(({ key, series }) =>
    series.map(({ at, figures }) => [...keyCells(key, at, layout), ...cells(figures)]),
  );
  const keys = keyHead(layout);
  if (rows.length !== 1) rows.push([...keys.map((_, index) => (index === 0 ? 'total' : '')), ...cells(totals)]);
  return { head: [...keys, ...head], rows };
}

function keyHead({ dimensions, hasSteps }: Layout): string[] {
  const keys = [
    ...dimensions.map(({ option }) => option.replace('-', ' ').toUpperCase()),
    ...(hasSteps ? ['FROM'] : []),
  ];
  return keys.length === 0 ? [''] : keys;
}

function keyCells(key: UsageKey, at: string, { dimensions, hasSteps, names }: Layout): string[] {
  const cells = dimensions.map(({ member }) => nameIn(key, member, names));
  if (hasSteps) cells.push(at);
  return cells.length === 0 ? ['total'] : cells;
}

function nameIn(key: UsageKey, member: Dimension['member'], names: ReadonlyMap<string, string>): string {
  const value = key[member];
  if (value === null) return key.isOther ? 'other' : 'none';
  if (member === 'environment') return value.toLowerCase();
  return names.get(value) ?? value;
}

function cellsOf({ requests, attempts }: UsageFigures): string[] {
  const asked = requests === null ? ['-', '-'] : [countOf(requests.requests), countOf(requests.failovers)];
  if (attempts === null) return [...asked, '-', '-', '-', '-', '-', '-'];
  const { tokens, estimatedTokens } = attempts;
  return [
    ...asked,
    countOf(attempts.attempts),
    countOf(tokens.input + tokens.cacheWrite5m + tokens.cacheWrite1h),
    countOf(tokens.cacheRead),
    countOf(tokens.output + tokens.reasoning),
    countOf(sumOf(estimatedTokens)),
    costCell(attempts),
  ];
}

/** What is estimated or not known stands beside what is known. */
function costCell({ cost, estimatedCost, unpriced }: NonNullable<UsageFigures['attempts']>): string {
  const parts = [amountOf(cost)];
  if (Number(estimatedCost) > 0) parts.push(`about ${amountOf(estimatedCost)} more`);
  if (unpriced > 0) parts.push(`${countOf(unpriced)} without a price`);
  return parts.join(', ');
}

function sumOf(tokens: Tokens): number {
  return Object.values(tokens).reduce((sum, count) => sum + count, 0);
}

function latencyCellsOf({ requests, attempts, latency }: LatencyOfUsage): string[] {
  const count = requests?.requests ?? attempts?.attempts ?? 0;
  const { duration = null, firstContent = null, overhead = null } = latency ?? {};
  return [
    countOf(count),
    durationOf(duration?.p50 ?? null),
    durationOf(duration?.p95 ?? null),
    durationOf(duration?.p99 ?? null),
    durationOf(firstContent?.p50 ?? null),
    durationOf(firstContent?.p95 ?? null),
    durationOf(overhead?.p50 ?? null),
    durationOf(overhead?.p99 ?? null),
  ];
}

const TOKEN_KINDS = [
  'input',
  'cacheRead',
  'cacheWrite5m',
  'cacheWrite1h',
  'output',
  'reasoning',
] as const satisfies readonly (keyof Tokens)[];
const FIGURES_HEAD = [
  'requests',
  'failovers',
  'attempts',
  'resends',
  ...['', 'estimated_'].flatMap((prefix) =>
    ['input', 'cache_read', 'cache_write_5m', 'cache_write_1h', 'output', 'reasoning'].map(
      (kind) => `${prefix}${kind}`,
    ),
  ),
  'cost',
  'estimated_cost',
  'unpriced',
  'currency',
];
const LATENCY_HEAD = ['duration', 'first_content', 'overhead'].flatMap((name) =>
  ['p50', 'p95', 'p99'].map((quantile) => `${name}_${quantile}_ms`),
);

/** For spreadsheets and programs: every figure, exact. */
export function usageRows({ usage }: UsageAnswer, layout: Layout): UsageRows {
  const figures = ({ requests, attempts }: UsageFigures): (string | number)[] => [
    requests?.requests ?? '',
    requests?.failovers ?? '',
    attempts?.attempts ?? '',
    attempts?.resends ?? '',
    ...tokenCells(attempts?.tokens),
    ...tokenCells(attempts?.estimatedTokens),
    attempts?.cost ?? '',
    attempts?.estimatedCost ?? '',
    attempts?.unpriced ?? '',
    usage.currency,
  ];
  return exactRows(layout, FIGURES_HEAD, usage.groups, figures);
}

export function latencyRows({ usage }: LatencyAnswer, layout: Layout): UsageRows {
  const figures = ({ requests, attempts, latency }: LatencyOfUsage): (string | number)[] => [
    requests?.requests ?? attempts?.attempts ?? '',
    ...[latency?.duration, latency?.firstContent, latency?.overhead].flatMap((durations) => [
      durations?.p50 ?? '',
      durations?.p95 ?? '',
      durations?.p99 ?? '',
    ]),
  ];
  return exactRows(layout, ['requests', ...LATENCY_HEAD], usage.groups, figures);
}

function exactRows<T>(
  layout: Layout,
  head: readonly string[],
  groups: readonly Group<T>[],
  figures: (figures: T) => (string | number)[],
): UsageRows {
  const { dimensions, names } = layout;
  return {
    head: [
      'from',
      ...dimensions.flatMap(({ option, member }) => {
        const name = option.replace('-', '_');
        return member.endsWith('Id') ? [name, `${name}_id`] : [name];
      }),
      ...head,
    ],
    rows: groups.flatMap(({ key, series }) =>
      series.map(({ at, figures: ofStep }) => [
        at,
        ...dimensions.flatMap(({ member }) => {
          const name = nameIn(key, member, names);
          return member.endsWith('Id') ? [name, key[member] ?? ''] : [name];
        }),
        ...figures(ofStep),
      ]),
    ),
  };
}

function tokenCells(tokens: Tokens | undefined): (number | string)[] {
  return TOKEN_KINDS.map((kind) => tokens?.[kind] ?? '');
}

const CAUSES: Readonly<Record<string, string>> = {
  DATA_PLANE_ENDED: 'it ended before it had reported all',
  WORKER_ENDED: 'a worker ended before it had reported all',
  SPOOL_FULL: 'it could not send or keep its reports',
  BATCHES_MISSING: 'some of its reports never arrived',
};

/** Of which times not all usage is known. */
export function renderGaps(gaps: readonly UsageGap[]): string[] {
  if (gaps.length === 0) return [];
  return [
    'Not all usage of this period is known, so the sums are too low:',
    ...gaps.map(({ dataPlaneId, cause, from, to }) =>
      visible(`  data plane ${dataPlaneId}, ${from} to ${to}: ${CAUSES[cause] ?? cause}`),
    ),
    ...(gaps.length < USAGE_GAPS_MAX
      ? []
      : [
          `These are the latest ${USAGE_GAPS_MAX}. There may be more: ask for a shorter period with --since and --until.`,
        ]),
  ];
}
