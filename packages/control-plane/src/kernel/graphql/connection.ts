import { type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { PageInfo } from './page-info';

/** One page of a list, as queries return it. */
export interface Page<T> {
  nodes: T[];
  edges: { cursor: string; node: T }[];
  pageInfo: PageInfo;
  /** Counts when it is read for the first time, so that only a query that selects it pays for it. Do not spread a page. */
  readonly totalCount: Promise<number>;
}

/** The same page of the same list with other nodes, one for each of its own. */
export function withNodes<T, U>(page: Page<T>, nodes: U[]): Page<U> {
  return {
    nodes,
    edges: nodes.map((node, index) => ({ cursor: page.edges[index]?.cursor ?? '', node })),
    pageInfo: page.pageInfo,
    get totalCount() {
      return page.totalCount;
    },
  };
}

/**
 * The GraphQL type of a page of objects of one type; its resolver returns a `Page`.
 *
 * @param plural what descriptions call the objects, such as `AI APIs`
 */
export function connectionOf<T extends object>(node: ClassType<T>, plural: string): ClassType<Page<T>> {
  @ObjectType(`${node.name}Edge`, { description: `An entry in a page of ${plural}.` })
  class Edge {
    @Field(() => String, { description: 'Its position in the list, for `after`.' })
    cursor: string;

    @Field(() => node, { description: 'The object.' })
    node: T;
  }

  @ObjectType(`${node.name}Connection`, { description: `A page of ${plural}.` })
  class Connection {
    @Field(() => [node], { description: 'The objects of the page.' })
    nodes: T[];

    @Field(() => [Edge], { description: 'The objects of the page, each with its cursor.' })
    edges: Edge[];

    @Field(() => PageInfo, { description: 'The position of the page in the list.' })
    pageInfo: PageInfo;

    @Field(() => Int, { description: 'The number of objects that match the filter, on all pages.' })
    readonly totalCount: Promise<number>;
  }

  return Connection;
}
