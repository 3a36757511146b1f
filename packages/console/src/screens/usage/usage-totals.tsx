import { SimpleGrid, Text } from '@mantine/core';
import { Figure } from '../../parts/figure';
import { money, number, ratio } from '../../parts/figures';
import { PageLink } from '../../parts/page-link';
import { count } from '../../parts/wording';
import type { UsageAmountsFragment, UsageOutcomesQuery } from './documents.generated';
import { MEASURES, promptSum, tokenSum } from './measure';

interface UsageTotalsProps {
  readonly totals: UsageAmountsFragment;
  readonly outcomes: UsageOutcomesQuery['usage']['groups'];
  readonly currency: string;
}

/** The sums of a period. What users saw stands beside what vendors did: the difference is what failover saved. */
export function UsageTotals({ totals, outcomes, currency }: UsageTotalsProps) {
  const requests = totals.requests?.requests ?? 0;
  const failovers = totals.requests?.failovers ?? 0;
  const attempts = totals.attempts?.attempts ?? 0;
  const answered = outcomes.find(({ key }) => key.outcome === 'ANSWERED')?.totals;
  const tokens = totals.attempts?.tokens;
  const unpriced = totals.attempts?.unpriced ?? 0;
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="sm">
      <Figure label="Requests" value={number(requests)}>
        <PageLink to="/requests" search={{ by: 'failed' }}>
          See those that failed
        </PageLink>
      </Figure>
      <Figure label="Requests answered" value={ratio(answered?.requests?.requests ?? 0, requests)}>
        <Dimmed>what consumers saw</Dimmed>
      </Figure>
      <Figure label="Attempts answered" value={ratio(answered?.attempts?.attempts ?? 0, attempts)}>
        <Dimmed>what vendors did</Dimmed>
      </Figure>
      <Figure label="Failovers" value={number(failovers)}>
        <Dimmed>{requests === 0 ? 'no requests' : `${ratio(failovers, requests)} of requests`}</Dimmed>
      </Figure>
      <Figure label="Tokens" value={number(MEASURES.tokens.of(totals))}>
        <Dimmed>
          {tokens && tokenSum(tokens) > 0
            ? `${ratio(tokens.cacheRead, promptSum(tokens))} of prompts from caches`
            : 'none'}
        </Dimmed>
      </Figure>
      <Figure label="Cost" value={money(String(MEASURES.cost.of(totals) ?? 0), currency)}>
        <Dimmed>{unpriced === 0 ? 'all attempts priced' : `${count(unpriced, 'attempt')} without a price`}</Dimmed>
      </Figure>
    </SimpleGrid>
  );
}

function Dimmed({ children }: { readonly children: string | readonly string[] }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  );
}
