import { useQuery } from '@apollo/client/react';
import { Group, SegmentedControl, Select, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { Answer } from '../../parts/answer';
import { Note } from '../../parts/note';
import { PageHeader } from '../../parts/page-header';
import { boundsOf, DEFAULT_PERIOD, PERIODS, periodOf } from '../../parts/period';
import { Time } from '../../parts/time';
import { useMinute } from '../../parts/use-minute';
import { words } from '../../parts/wording';
import { DIMENSIONS, dimensionOf } from './dimension';
import {
  UsageByDimensionDocument,
  UsageOutcomesDocument,
  UsageOverallDocument,
  type UsageOverallQuery,
} from './documents.generated';
import { MEASURES, measureOf, measuresOf } from './measure';
import { UsageCharts } from './usage-charts';
import { UsageGroups } from './usage-groups';
import { UsageLatency } from './usage-latency';
import { UsageTotals } from './usage-totals';

const route = getRouteApi('/usage');
const ENVIRONMENTS = { PRODUCTION: 'Production', SANDBOX: 'Sandbox' } as const;

/** What was used in a period: how much, by what, and at which cost. All that is chosen is in the address. */
export function UsageScreen() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const period = periodOf(search.period);
  const dimension = dimensionOf(search.by);
  const measure = measureOf(search.measure, dimension);
  const environment =
    search.environment === 'PRODUCTION' || search.environment === 'SANDBOX' ? search.environment : null;
  const bounds = boundsOf(period, useMinute());
  const filter = environment === null ? {} : { environment };
  // Apart, because each sums the whole period: together they would cost more than one document may.
  const byDimension = useQuery(UsageByDimensionDocument, {
    variables: { ...bounds, groupBy: [dimension], filter },
    // Thousands of groups, which nothing else shows: to take them into the cache would hold the page up for a second.
    fetchPolicy: 'no-cache',
  });
  const overall = useQuery(UsageOverallDocument, { variables: { ...bounds, interval: period.interval, filter } });
  const outcomes = useQuery(UsageOutcomesDocument, { variables: { ...bounds, filter } });
  const show = (change: Partial<typeof search>) =>
    void navigate({ to: '/usage', search: { ...search, ...change }, replace: true });
  return (
    <>
      <PageHeader title="Usage">By the time when requests ended. Data planes report every second.</PageHeader>
      <Group mb="md" gap="sm" align="flex-end">
        <Select
          label="Period"
          data={PERIODS.map(({ value, label }) => ({ value, label: `Last ${label}` }))}
          value={period.value}
          onChange={(value) => show({ period: value === DEFAULT_PERIOD.value || value === null ? undefined : value })}
          allowDeselect={false}
          w={150}
        />
        <Select
          label="Environment"
          data={[
            { value: '', label: 'Both' },
            ...Object.entries(ENVIRONMENTS).map(([value, label]) => ({ value, label })),
          ]}
          value={environment ?? ''}
          onChange={(value) => show({ environment: value === '' || value === null ? undefined : value })}
          allowDeselect={false}
          w={140}
        />
        <Select
          label="By"
          data={Object.entries(DIMENSIONS).map(([value, { label }]) => ({ value, label }))}
          value={dimension}
          onChange={(value) => show({ by: value ?? undefined })}
          allowDeselect={false}
          w={150}
        />
        <SegmentedControl
          aria-label="Measure"
          data={measuresOf(dimension).map((value) => ({ value, label: MEASURES[value].label }))}
          value={measure}
          onChange={(value) => show({ measure: value })}
        />
      </Group>
      <Answer result={overall} what="usage" keepsPrevious>
        {({ usage, usageGaps }) => (
          <Stack gap="md">
            <Gaps gaps={usageGaps} />
            <Answer result={outcomes} what="outcomes" keepsPrevious>
              {({ usage: { groups, currency } }) => (
                <UsageTotals totals={usage.totals} outcomes={groups} currency={currency} />
              )}
            </Answer>
            <Answer result={byDimension} what={`usage by ${DIMENSIONS[dimension].label}`} keepsPrevious>
              {({ usage: { groups, currency } }) => (
                <>
                  {groups.length === 0 ? null : (
                    <UsageCharts
                      overall={usage.groups[0]?.series ?? []}
                      {...{ groups, currency, bounds, period, dimension, measure, filter }}
                    />
                  )}
                  <UsageGroups {...{ groups, currency, bounds, period, dimension, measure }} />
                </>
              )}
            </Answer>
            <UsageLatency {...{ bounds, dimension, filter }} />
          </Stack>
        )}
      </Answer>
    </>
  );
}

function Gaps({ gaps }: { readonly gaps: UsageOverallQuery['usageGaps'] }) {
  if (gaps.length === 0) return null;
  return (
    <Note kind="warn" title="Some usage is missing, so that sums are too low.">
      <ul>
        {gaps.map(({ id, cause, dataPlaneId, from, to }) => (
          <li key={id}>
            {words(cause)}: <span className="sy-mono">{dataPlaneId}</span>, from <Time at={from} /> to <Time at={to} />
          </li>
        ))}
      </ul>
    </Note>
  );
}
