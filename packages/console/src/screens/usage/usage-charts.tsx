import { useQuery } from '@apollo/client/react';
import { Paper, Skeleton, Title } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { Period } from '../../parts/period';
import { shareColour } from '../../parts/shares';
import { useNames } from '../../parts/use-names';
import { DIMENSIONS, type DimensionName, filterOfGroups, groupLabel, identityOf, objectIdOf } from './dimension';
import {
  type GroupKeyFragment,
  UsageCountsOfGroupsDocument,
  UsageTokensOfGroupsDocument,
  type UsageByDimensionQuery,
  type UsageByDimensionQueryVariables,
} from './documents.generated';
import { type Amounts, MEASURES, type MeasureName } from './measure';
import { type Point, stackedSteps } from './stacked-steps';

/** More colours could not be told apart. */
const DRAWN_GROUPS_MAX = 5;
const CHART_PX = 240;
const Chart = lazy(async () => ({ default: (await import('./step-chart')).StepChart }));

type Series = readonly { readonly at: string; readonly figures: Amounts }[];

interface FoundGroup {
  readonly key: GroupKeyFragment;
  readonly series: Series;
}

interface UsageChartsProps {
  readonly groups: UsageByDimensionQuery['usage']['groups'];
  /** Of all groups together, without tokens. */
  readonly overall: Series;
  readonly currency: string;
  readonly bounds: { readonly from: string; readonly to: string };
  readonly period: Period;
  readonly dimension: DimensionName;
  readonly measure: MeasureName;
  readonly filter: UsageByDimensionQueryVariables['filter'];
}

/** The measure over time: the busiest groups apart, and the others together. */
export function UsageCharts(props: UsageChartsProps) {
  const { groups, overall, currency, bounds, period, dimension, measure, filter } = props;
  const { of } = MEASURES[measure];
  const busiest = groups
    .filter(({ key }) => !key.isOther && identityOf(dimension, key) !== 'none')
    .toSorted((one, other) => (of(other.totals) ?? 0) - (of(one.totals) ?? 0))
    .slice(0, DRAWN_GROUPS_MAX)
    .map(({ key }) => key);
  const narrowed = filterOfGroups(dimension, busiest, filter) ?? filter;
  const variables = { ...bounds, interval: period.interval, groupBy: [dimension], filter: narrowed };
  // Each step counts with all its fields towards what a document may cost, so that tokens are asked for apart.
  const isTokens = measure === 'tokens';
  const counts = useQuery(UsageCountsOfGroupsDocument, { variables, skip: isTokens || busiest.length === 0 });
  const tokens = useQuery(UsageTokensOfGroupsDocument, { variables, skip: !isTokens || busiest.length === 0 });
  const names = useNames(busiest.map((key) => objectIdOf(dimension, key)));
  const allTokens = useQuery(UsageTokensOfGroupsDocument, {
    variables: { ...bounds, interval: period.interval, groupBy: [], filter },
    skip: !isTokens,
  });
  const tokensOverall: Series = (allTokens.data ?? allTokens.previousData)?.usage.groups[0]?.series ?? [];
  const result = isTokens ? tokens : counts;
  const found: readonly FoundGroup[] = (result.data ?? result.previousData)?.usage.groups ?? [];
  const points = (series: Series): Point[] => series.map(({ at, figures }) => ({ at, value: of(figures) ?? 0 }));
  const drawn = busiest.map((key) => {
    const identity = identityOf(dimension, key);
    return points(found.find((group) => identityOf(dimension, group.key) === identity)?.series ?? []);
  });
  const range = { fromMs: Date.parse(bounds.from), toMs: Date.parse(bounds.to), stepMs: period.stepMs };
  const steps = stackedSteps(range, drawn, points(isTokens ? tokensOverall : overall));
  const { label, text } = MEASURES[measure];
  const title = `${label} by ${DIMENSIONS[dimension].label}`;
  return (
    <Paper className="sy-panel" p="sm" component="section" aria-label={title}>
      <Title order={2} mb="sm">
        {title}
      </Title>
      <Suspense fallback={<Skeleton h={CHART_PX} animate={false} />}>
        <Chart
          height={CHART_PX}
          steps={steps}
          stepMs={period.stepMs}
          series={busiest.map((key, index) => ({
            label: groupLabel(dimension, key, (id) => names.get(id)?.name),
            colour: shareColour(index),
          }))}
          text={(value) => text(value, currency)}
        />
      </Suspense>
    </Paper>
  );
}
