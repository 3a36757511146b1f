import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import { badInput } from '../../kernel/errors/domain-error';
import { Node } from '../../kernel/graphql/node';
import { nodeById } from './node-by-id';
import type { RequestContext } from './request-context';

const NODES_MAX = 200;

/** Any object by its id alone, for clients that refetch cached objects. */
@Resolver()
export class NodeResolver {
  @Requires('VIEWER')
  @Query(() => Node, {
    nullable: true,
    description: 'Any configuration object by its id; null if there is none.',
  })
  node(
    @Arg('id', () => ID, { description: "The object's id." }) id: string,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Node | null> {
    return nodeById(loaders).load(id);
  }

  @Requires('VIEWER')
  @Query(() => [Node], {
    nullable: 'items',
    description: 'Configuration objects by their ids, in the order of the ids; null for an id that has no object.',
  })
  nodes(
    @Arg('ids', () => [ID], { description: "The objects' ids, at most 200." }) ids: string[],
    @Ctx() { loaders }: RequestContext,
  ): Promise<(Node | null)[]> {
    if (ids.length > NODES_MAX) {
      throw badInput([{ path: 'ids', message: `must have at most ${NODES_MAX} items`, reason: 'WRONG_COUNT' }]);
    }
    return Promise.all(ids.map((id) => nodeById(loaders).load(id)));
  }
}
