import { Query, Resolver } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import { ControlPlane } from './control-plane-status';
import type { ControlPlaneQueries } from './control-plane-queries';

@Resolver()
export class ControlPlaneResolver {
  constructor(private readonly queries: ControlPlaneQueries) {}

  @Requires('VIEWER')
  @Query(() => ControlPlane, {
    description:
      'The control plane itself: its version, its lineage, and which revision is committed, published and applied.',
  })
  controlPlane(): Promise<ControlPlane> {
    return this.queries.status();
  }
}
