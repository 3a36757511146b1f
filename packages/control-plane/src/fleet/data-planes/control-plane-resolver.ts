import { Query, Resolver } from 'type-graphql';
import { ControlPlane } from './control-plane-status';
import type { ControlPlaneQueries } from './control-plane-queries';

@Resolver()
export class ControlPlaneResolver {
  constructor(private readonly queries: ControlPlaneQueries) {}

  @Query(() => ControlPlane, {
    description: 'The control plane itself: its version, its lineage, and how far changes have come. Role: VIEWER.',
  })
  controlPlane(): Promise<ControlPlane> {
    return this.queries.status();
  }
}
