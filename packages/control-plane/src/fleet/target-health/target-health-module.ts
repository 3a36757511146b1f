import { memoized } from '../../kernel/memoized';
import { type NounModule, resolver } from '../../kernel/noun-module';
import type { DataPlaneParts } from '../data-planes/data-plane-module';
import { HealthSummaries } from './health-summaries';
import {
  AiApiHealthResolver,
  ConsumerHealthResolver,
  EndpointHealthResolver,
  ProviderHealthResolver,
} from './health-summary-resolver';
import { TargetHealthQueries } from './target-health-queries';
import { DataPlaneHealthResolver, PolicyTargetHealthResolver, TargetHealthResolver } from './target-health-resolver';

const summariesOf = memoized(
  ({ dataSource, dataPlanes }: DataPlaneParts) => new HealthSummaries(dataSource, dataPlanes),
);

export const targetHealthModule: NounModule<DataPlaneParts> = {
  resolvers: [
    resolver(TargetHealthResolver, () => []),
    resolver(DataPlaneHealthResolver, () => []),
    resolver(PolicyTargetHealthResolver, ({ dataPlanes }) => [new TargetHealthQueries(dataPlanes)]),
    resolver(AiApiHealthResolver, (parts) => [summariesOf(parts)]),
    resolver(ProviderHealthResolver, (parts) => [summariesOf(parts)]),
    resolver(EndpointHealthResolver, (parts) => [summariesOf(parts)]),
    resolver(ConsumerHealthResolver, (parts) => [summariesOf(parts)]),
  ],
};
