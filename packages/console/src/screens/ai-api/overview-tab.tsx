import { useQuery } from '@apollo/client/react';
import { SimpleGrid, Stack, Text } from '@mantine/core';
import { Answer } from '../../parts/answer';
import { Figure } from '../../parts/figure';
import { duration, money, number, ratio } from '../../parts/figures';
import { Health } from '../../parts/health';
import { PageLink } from '../../parts/page-link';
import { boundsOf, PERIODS } from '../../parts/period';
import { useMinute } from '../../parts/use-minute';
import type { AiApi } from './ai-api';
import { AiApiOverviewDocument, type AiApiOverviewQuery } from './documents.generated';

const [HOUR] = PERIODS;
const POLL_MS = 10_000;

/** How the AI API does: its targets now, and its last hour. */
export function OverviewTab({ aiApi: { id } }: { readonly aiApi: AiApi }) {
  const bounds = boundsOf(HOUR, useMinute());
  const result = useQuery(AiApiOverviewDocument, {
    variables: { id, ...bounds, filter: { aiApiIds: [id] } },
    pollInterval: POLL_MS,
    skipPollAttempt: () => document.hidden,
  });
  return (
    <Answer result={result} what="the last hour" keepsPrevious>
      {({ node, usage }) => (node && 'traffic' in node ? <Figures aiApi={node} usage={usage} /> : null)}
    </Answer>
  );
}

interface FiguresProps {
  readonly aiApi: Extract<NonNullable<AiApiOverviewQuery['node']>, { traffic: unknown }>;
  readonly usage: AiApiOverviewQuery['usage'];
}

function Figures({ aiApi: { id, health, traffic }, usage }: FiguresProps) {
  const {
    total = 0,
    answered = 0,
    providerFaults = 0,
    callerFaults = 0,
    gatewayFaults = 0,
    policyFaults = 0,
  } = traffic.requests ?? {};
  const { latency } = usage.totals;
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 2, sm: 3 }} spacing="sm">
        <Figure label="Targets now" value={health ? number(health.available) : '–'}>
          <Health health={health ?? null} />
        </Figure>
        <Figure label="Requests in the last hour" value={number(total)}>
          <PageLink to="/requests" search={{ period: '1h', by: 'aiApiId', value: id }}>
            See them
          </PageLink>
        </Figure>
        <Figure label="Answered" value={ratio(answered, total)}>
          <Text size="sm" c="dimmed">
            {number(traffic.failovers)} failovers
          </Text>
        </Figure>
        <Figure label="Not answered" value={number(total - answered)}>
          <Text size="sm" c="dimmed">
            provider {number(providerFaults)}, caller {number(callerFaults)}, gateway {number(gatewayFaults)}, a rule{' '}
            {number(policyFaults)}
          </Text>
        </Figure>
        <Figure label="Median latency" value={duration(latency?.duration?.p50)}>
          <Text size="sm" c="dimmed">
            95 % {duration(latency?.duration?.p95)}, first content {duration(latency?.firstContent?.p50)}, gateway{' '}
            {duration(latency?.overhead?.p50)}
          </Text>
        </Figure>
        <Figure label="Cost" value={money(traffic.cost, usage.currency)}>
          <Text size="sm" c="dimmed">
            {number(traffic.tokens)} tokens
            {traffic.unpriced > 0 ? `, ${number(traffic.unpriced)} attempts without a price` : ''}
          </Text>
        </Figure>
      </SimpleGrid>
    </Stack>
  );
}
