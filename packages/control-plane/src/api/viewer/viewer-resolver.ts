import { Ctx, Query, Resolver } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import type { RequestContext } from '../../objects/loaders/request-context';
import { Viewer } from './viewer';

@Resolver()
export class ViewerResolver {
  @Requires('VIEWER')
  @Query(() => Viewer, { description: 'The caller and their role.' })
  viewer(@Ctx() { caller: { actor, role, expiresAt } }: RequestContext): Viewer {
    return { id: actor.id, actor, role, expiresAt };
  }
}
