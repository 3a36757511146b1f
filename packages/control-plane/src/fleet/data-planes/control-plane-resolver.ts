import { Query, Resolver } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import { ControlPlane } from './control-plane-status';
import type { ControlPlaneQueries } from './control-plane-queries';

@Resolver()
export class ControlPlaneResolver {
  constructor(private readonly queries: ControlPlaneQueries) {}

  @Requires('VIEWER')
  @Query(() => ControlPlane, {
    description: 'The control plane: its version, its lineage, and the committed, published and applied revisions.',
  })
  controlPlane(): Promise<ControlPlane> {
    return this.queries.status();
  }
}
