import { manifestService } from '../configuration/configuration-module';
import type { DataPlaneReader } from '../fleet/data-planes/data-plane-reader';
import { type NounModule, resolver } from '../kernel/noun-module';
import type { ObjectParts } from '../objects/object-parts';
import { type DataPlaneHealth, RouteQueries } from './route-queries';
import { RouteCandidateResolver, RouteExplanationResolver, RouteShareResolver } from './route-resolver';
import { RouteWarningsResolver } from './route-warnings-resolver';

export interface RouteParts extends ObjectParts {
  readonly dataPlanes: DataPlaneHealth & DataPlaneReader;
}

export const routeModule: NounModule<RouteParts> = {
  resolvers: [
    resolver(RouteExplanationResolver, (parts) => [
      new RouteQueries(parts.dataSource, parts.corridor, manifestService(parts), parts.dataPlanes, parts.now),
    ]),
    resolver(RouteWarningsResolver, ({ dataPlanes }) => [dataPlanes]),
    resolver(RouteCandidateResolver, () => []),
    resolver(RouteShareResolver, () => []),
  ],
};
