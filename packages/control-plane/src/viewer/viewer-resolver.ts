import { Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../graphql/request-context';
import { Viewer } from './viewer';

@Resolver()
export class ViewerResolver {
  /** The one administrator token has every role. */
  @Query(() => Viewer, { description: 'Who is asking, and what they may do. Role: VIEWER.' })
  viewer(@Ctx() { caller: { actor } }: RequestContext): Viewer {
    return { id: actor.id, actor, role: 'ADMIN', expiresAt: null };
  }
}
