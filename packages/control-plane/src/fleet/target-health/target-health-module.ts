import { type NounModule, resolver } from '../../kernel/noun-module';
import type { DataPlaneParts } from '../data-planes/data-plane-module';
import { TargetHealthQueries } from './target-health-queries';
import { DataPlaneHealthResolver, PolicyTargetHealthResolver, TargetHealthResolver } from './target-health-resolver';

export const targetHealthModule: NounModule<DataPlaneParts> = {
  resolvers: [
    resolver(TargetHealthResolver, () => []),
    resolver(DataPlaneHealthResolver, () => []),
    resolver(PolicyTargetHealthResolver, ({ dataPlanes }) => [new TargetHealthQueries(dataPlanes)]),
  ],
};
