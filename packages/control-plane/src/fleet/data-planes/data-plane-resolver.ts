import { Arg, ID, Query, Resolver } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import { DataPlane } from './data-plane';
import type { DataPlaneReader } from './data-plane-reader';

@Resolver(() => DataPlane)
export class DataPlaneResolver {
  constructor(private readonly reader: DataPlaneReader) {}

  @Requires('VIEWER')
  @Query(() => [DataPlane], {
    description:
      'The data planes seen in the last 24 hours, live ones first, at most 1,000. Read from memory, so this works even if the database is down.',
  })
  dataPlanes(): DataPlane[] {
    return this.reader.all();
  }

  @Requires('VIEWER')
  @Query(() => DataPlane, {
    nullable: true,
    description: 'One data plane by id; null if it was not seen in the last 24 hours.',
  })
  dataPlane(@Arg('id', () => ID, { description: "The data plane's id." }) id: string): DataPlane | null {
    return this.reader.all().find((dataPlane) => dataPlane.id === id) ?? null;
  }
}
