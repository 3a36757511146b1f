import { memoized } from '../kernel/memoized';
import { type NounModule, resolver } from '../kernel/noun-module';
import type { ObjectParts } from '../objects/object-parts';
import { RecostResolver } from './queries/recost-resolver';
import { RequestFilter } from './queries/request-filter';
import { RequestQueries } from './queries/request-queries';
import { RequestResolver } from './queries/request-resolver';
import { TrafficQueries } from './queries/traffic-queries';
import {
  AiApiTrafficResolver,
  ConsumerTrafficResolver,
  EndpointTrafficResolver,
  ProviderTrafficResolver,
} from './queries/traffic-resolver';
import { UsageFiguresResolver } from './queries/usage-figures-resolver';
import { UsageGapResolver } from './queries/usage-gap-resolver';
import { UsageQueries } from './queries/usage-queries';
import { UsageResolver } from './queries/usage-resolver';
import type { Retention } from './tables/retention';

export interface AccountingParts extends ObjectParts {
  /** ISO 4217: that of all prices and costs. */
  readonly currency: string;
  readonly retention: Retention;
}

const trafficOf = memoized(({ dataSource, now }: AccountingParts) => new TrafficQueries(dataSource, now));

export const accountingModule: NounModule<AccountingParts> = {
  oneOfInputs: [RequestFilter],
  resolvers: [
    resolver(UsageResolver, ({ dataSource, currency, retention, now }) => [
      new UsageQueries(dataSource, currency),
      retention,
      now,
    ]),
    resolver(UsageFiguresResolver, () => []),
    resolver(RequestResolver, ({ dataSource }) => [new RequestQueries(dataSource)]),
    resolver(UsageGapResolver, ({ dataSource }) => [dataSource]),
    resolver(RecostResolver, ({ dataSource }) => [dataSource]),
    resolver(AiApiTrafficResolver, (parts) => [trafficOf(parts)]),
    resolver(ConsumerTrafficResolver, (parts) => [trafficOf(parts)]),
    resolver(ProviderTrafficResolver, (parts) => [trafficOf(parts)]),
    resolver(EndpointTrafficResolver, (parts) => [trafficOf(parts)]),
  ],
};
