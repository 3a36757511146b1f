import { useQuery } from '@apollo/client/react';
import { SimpleGrid, Text } from '@mantine/core';
import { Answer } from '../../parts/answer';
import { Figure } from '../../parts/figure';
import { duration, money, number, ratio } from '../../parts/figures';
import { Status } from '../../parts/note';
import { PageLink } from '../../parts/page-link';
import { boundsOf, PERIODS } from '../../parts/period';
import { Sparkline } from '../../parts/sparkline';
import { useMinute } from '../../parts/use-minute';
import {
  OverviewLatencyDocument,
  type OverviewLatencyQuery,
  OverviewUsageDocument,
  type OverviewUsageQuery,
} from './documents.generated';
import { count } from '../../parts/wording';

const [HOUR] = PERIODS;
/** Sums are a second old at most; a glance need not be. */
const POLL_MS = 10_000;
const FAULTS = {
  PROVIDER: 'the provider',
  OWN: 'the gateway',
  POLICY: 'a rule',
  CALLER: 'the caller',
  NONE: 'nobody',
} as const;

/** What was asked in the last hour, and how it went. */
export function LastHour() {
  const bounds = boundsOf(HOUR, useMinute());
  const result = useQuery(OverviewUsageDocument, {
    variables: bounds,
    pollInterval: POLL_MS,
    skipPollAttempt: () => document.hidden,
  });
  const { data, previousData } = useQuery(OverviewLatencyDocument, {
    variables: bounds,
    pollInterval: POLL_MS,
    skipPollAttempt: () => document.hidden,
  });
  const latency = (data ?? previousData)?.usage.totals.latency ?? null;
  return (
    <section aria-label="The last hour">
      <Answer result={result} what="the last hour" keepsPrevious>
        {({ usage }) => <HourFigures usage={usage} fromMs={Date.parse(bounds.from)} latency={latency} />}
      </Answer>
    </section>
  );
}

interface HourFiguresProps {
  readonly usage: OverviewUsageQuery['usage'];
  readonly fromMs: number;
  /** Null if no request was answered, or it is not known yet. */
  readonly latency: OverviewLatencyQuery['usage']['totals']['latency'] | null;
}

function HourFigures({ usage: { currency, groups, totals }, fromMs, latency }: HourFiguresProps) {
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
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm">
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
        {failed.length === 0 ? <Status kind="ok">none</Status> : <FailedByFault groups={failed} />}
      </Figure>
      <Figure
        label="Median latency"
        value={
          <PageLink to="/usage" search={{ period: '1h' }} fz="inherit">
            {duration(latency?.duration?.p50)}
          </PageLink>
        }
      >
        <Text size="sm" c="dimmed">
          95 % {duration(latency?.duration?.p95)}, first content {duration(latency?.firstContent?.p50)}
        </Text>
      </Figure>
      <Figure label="Cost" value={money(String(Number(cost ?? 0) + Number(estimatedCost ?? 0)), currency)}>
        <Text size="sm" c="dimmed">
          {number(sum)} tokens{unpriced ? `, ${count(unpriced, 'attempt')} without a price` : ''}
        </Text>
      </Figure>
    </SimpleGrid>
  );
}

/** Each fault leads to its requests. */
function FailedByFault({ groups }: { readonly groups: OverviewUsageQuery['usage']['groups'] }) {
  const faults = Object.entries(FAULTS)
    .map(([fault, label]) => {
      const own = groups.filter(({ key }) => key.fault === fault);
      return { fault, label, requests: own.reduce((sum, { totals }) => sum + (totals.requests?.requests ?? 0), 0) };
    })
    .filter(({ requests }) => requests > 0);
  return (
    <Text size="sm" c="dimmed">
      by the fault of{' '}
      {faults.map(({ fault, label, requests }, index) => (
        <span key={fault}>
          {index === 0 ? '' : ', '}
          <PageLink to="/requests" search={{ period: '1h', by: 'fault', value: fault }}>
            {label} {number(requests)}
          </PageLink>
        </span>
      ))}
    </Text>
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
