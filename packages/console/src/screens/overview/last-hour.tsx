import { useQuery } from '@apollo/client/react';
import { SimpleGrid, Text } from '@mantine/core';
import { Answer } from '../../parts/answer';
import { Figure } from '../../parts/figure';
import { money, number, ratio } from '../../parts/figures';
import { Status } from '../../parts/note';
import { PageLink } from '../../parts/page-link';
import { boundsOf, PERIODS } from '../../parts/period';
import { Sparkline } from '../../parts/sparkline';
import { useMinute } from '../../parts/use-minute';
import { count, words } from '../../parts/wording';
import { OverviewUsageDocument, type OverviewUsageQuery } from './documents.generated';

const [HOUR] = PERIODS;
/** Sums are a second old at most; a glance need not be. */
const POLL_MS = 10_000;
const OUTCOMES_SHOWN_MAX = 3;

/** What was asked in the last hour, and how it went. */
export function LastHour() {
  const bounds = boundsOf(HOUR, useMinute());
  const result = useQuery(OverviewUsageDocument, {
    variables: bounds,
    pollInterval: POLL_MS,
    skipPollAttempt: () => document.hidden,
  });
  return (
    <section aria-label="The last hour">
      <Answer result={result} what="the last hour" keepsPrevious>
        {({ usage }) => <HourFigures usage={usage} fromMs={Date.parse(bounds.from)} />}
      </Answer>
    </section>
  );
}

interface HourFiguresProps {
  readonly usage: OverviewUsageQuery['usage'];
  readonly fromMs: number;
}

function HourFigures({ usage: { currency, groups, totals }, fromMs }: HourFiguresProps) {
  const requests = totals.requests?.requests ?? 0;
  const attempts = totals.attempts?.attempts ?? 0;
  const answered = groups.find(({ key }) => key.outcome === 'ANSWERED');
  const failed = groups.filter(
    ({ key, totals: sums }) => key.outcome !== 'ANSWERED' && (sums.requests?.requests ?? 0) > 0,
  );
  const steps = stepsOf(groups, fromMs);
  const { tokens, cost, estimatedCost, unpriced } = totals.attempts ?? {};
  const sum = tokens
    ? Object.values(tokens).reduce<number>((all, each) => all + (typeof each === 'number' ? each : 0), 0)
    : 0;
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
      <Figure
        label="Requests in the last hour"
        value={
          <PageLink to="/usage" search={{ period: '1h' }} fz="inherit">
            {number(requests)}
          </PageLink>
        }
      >
        <Sparkline values={steps.all} failed={steps.failed} label={`Requests per minute, ${number(requests)} in all`} />
      </Figure>
      <Figure label="Answered: what consumers saw" value={ratio(answered?.totals.requests?.requests ?? 0, requests)}>
        <Text size="sm" c="dimmed">
          {attempts === 0
            ? 'no attempts'
            : `${ratio(answered?.totals.attempts?.attempts ?? 0, attempts)} of attempts, ${number(totals.requests?.failovers)} failovers`}
        </Text>
      </Figure>
      <Figure
        label="Not answered"
        value={
          <PageLink to="/requests" search={{ period: '1h', by: 'failed' }} fz="inherit">
            {number(failed.reduce((all, group) => all + (group.totals.requests?.requests ?? 0), 0))}
          </PageLink>
        }
      >
        {failed.length === 0 ? (
          <Status kind="ok">none</Status>
        ) : (
          <Text size="sm" c="dimmed">
            {failed
              .slice(0, OUTCOMES_SHOWN_MAX)
              .map(
                ({ key, totals: sums }) =>
                  `${key.outcome ? words(key.outcome) : '–'} ${number(sums.requests?.requests)}`,
              )
              .join(', ')}
          </Text>
        )}
      </Figure>
      <Figure label="Cost" value={money(String(Number(cost ?? 0) + Number(estimatedCost ?? 0)), currency)}>
        <Text size="sm" c="dimmed">
          {number(sum)} tokens{unpriced ? `, ${count(unpriced, 'attempt')} without a price` : ''}
        </Text>
      </Figure>
    </SimpleGrid>
  );
}

const MINUTES = 60;
const MINUTE_MS = 60_000;

/** Requests per minute, all of them and those that were not answered. */
function stepsOf(groups: OverviewUsageQuery['usage']['groups'], fromMs: number) {
  const all = Array.from({ length: MINUTES }, () => 0);
  const failed = Array.from({ length: MINUTES }, () => 0);
  for (const { key, series } of groups) {
    for (const { at, figures } of series) {
      const minute = Math.min(MINUTES - 1, Math.max(0, Math.floor((Date.parse(at) - fromMs) / MINUTE_MS)));
      const requests = figures.requests?.requests ?? 0;
      all[minute] = (all[minute] ?? 0) + requests;
      if (key.outcome !== 'ANSWERED') failed[minute] = (failed[minute] ?? 0) + requests;
    }
  }
  return { all, failed };
}
