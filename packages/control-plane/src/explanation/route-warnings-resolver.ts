import { FieldResolver, Resolver, Root } from 'type-graphql';
import type { DataPlaneReader } from '../fleet/data-planes/data-plane-reader';
import type { ExplainedRoute } from './explained-route';
import { liveSuspensions } from './live-suspensions';
import { RouteExplanation } from './route-explanation';

@Resolver(() => RouteExplanation)
export class RouteWarningsResolver {
  constructor(private readonly dataPlanes: DataPlaneReader) {}

  @FieldResolver(() => [String], {
    description:
      'What is different on live data planes: targets that count as available here, because the question did not name a data plane that has suspended them.',
  })
  warnings(@Root() { candidates }: ExplainedRoute): string[] {
    return liveSuspensions(candidates, this.dataPlanes.all());
  }
}
