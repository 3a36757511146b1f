import { Arg, Extensions, Query, Resolver } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import { DateTimeScalar } from '../../kernel/graphql/scalars';
import { keptFrom, type Retention } from '../tables/retention';
import { UsageDimension, UsageFilter } from './usage-dimension';
import { UsageInterval, usagePeriod } from './usage-period';
import type { UsageQueries } from './usage-queries';
import { UsageReport } from './usage-report';

/** What a report costs besides its fields, because it sums all rows of its period: four fit into a document. */
const USAGE_COST = 45_000;

@Resolver(() => UsageReport)
export class UsageResolver {
  constructor(
    private readonly queries: UsageQueries,
    private readonly retention: Retention,
    private readonly now: () => Date,
  ) {}

  @Requires('VIEWER')
  @Query(() => UsageReport, {
    description:
      'Usage, by the time when requests ended. Data planes report it every second. Periods of up to 6 hours are read from sums per minute, as long as those are kept; longer and older ones from sums per hour. The settings SWITCHYARD_USAGE_MINUTE_DAYS and SWITCHYARD_USAGE_HOUR_MONTHS say how long that is.',
  })
  @Extensions({ cost: () => USAGE_COST })
  usage(
    @Arg('from', () => DateTimeScalar, { description: 'The start of the period.' }) from: Date,
    @Arg('to', () => DateTimeScalar, { description: 'The end of the period, at most 400 days later.' }) to: Date,
    @Arg('interval', () => UsageInterval, {
      nullable: true,
      description: 'The length of a step.',
      defaultValue: 'HOUR',
    })
    interval: UsageInterval | null,
    @Arg('groupBy', () => [UsageDimension], { nullable: true, description: 'What to group by; nothing by default.' })
    groupBy: UsageDimension[] | null,
    @Arg('filter', () => UsageFilter, { nullable: true, description: 'Which usage to return; all by default.' })
    filter: UsageFilter | null,
  ): Promise<UsageReport> {
    const { minutes } = keptFrom(this.retention, this.now().getTime());
    const period = usagePeriod(from, to, interval ?? 'HOUR', minutes);
    return this.queries.report({ period, groupBy: groupBy ?? [], filter: filter ?? {} });
  }
}
