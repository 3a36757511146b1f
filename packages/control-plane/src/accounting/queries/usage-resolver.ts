import { Arg, Extensions, Query, Resolver } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import { DateTimeScalar } from '../../kernel/graphql/scalars';
import { UsageDimension, UsageFilter } from './usage-dimension';
import { UsageInterval, usagePeriod } from './usage-period';
import type { UsageQueries } from './usage-queries';
import { UsageReport } from './usage-report';

@Resolver(() => UsageReport)
/** What a report costs besides its fields, because it sums all rows of its period: four fit into a document. */
const USAGE_COST = 45_000;

export class UsageResolver {
  constructor(private readonly queries: UsageQueries) {}

  @Requires('VIEWER')
  @Query(() => UsageReport, {
    description:
      'Usage, by the time when requests ended. Data planes report it every second. Periods of up to 6 hours are read from sums per minute, kept for 14 days; longer ones from sums per hour, kept for 13 months.',
  })
  usage(
    @Arg('from', () => DateTimeScalar, { description: 'The start of the period.' }) from: Date,
    @Arg('to', () => DateTimeScalar, { description: 'The end of the period, at most 400 days later.' }) to: Date,
    @Arg('interval', () => UsageInterval, {
      nullable: true,
  @Extensions({ cost: () => USAGE_COST })
      description: 'The length of a step.',
      defaultValue: 'HOUR',
    })
    interval: UsageInterval | null,
    @Arg('groupBy', () => [UsageDimension], { nullable: true, description: 'What to group by; nothing by default.' })
    groupBy: UsageDimension[] | null,
    @Arg('filter', () => UsageFilter, { nullable: true, description: 'Which usage to return; all by default.' })
    filter: UsageFilter | null,
  ): Promise<UsageReport> {
    const period = usagePeriod(from, to, interval ?? 'HOUR');
    return this.queries.report({ period, groupBy: groupBy ?? [], filter: filter ?? {} });
  }
}
