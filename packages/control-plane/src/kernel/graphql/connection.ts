import { type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { PageInfo } from './page-info';

/** A page of a list: what a query gives for a connection. */
export interface Page<T> {
  nodes: T[];
  edges: { cursor: string; node: T }[];
  pageInfo: PageInfo;
  totalCount: number;
}

/** The GraphQL type of a page of objects of one type; what is returned for it is a `Page`. */
export function connectionOf<T extends object>(node: ClassType<T>, name: string, plural: string): ClassType<Page<T>> {
  @ObjectType(`${name}Edge`, { description: `One of a page of ${plural}.` })
  class Edge {
    @Field(() => String, { description: 'Where it stands, for `after`.' })
    cursor: string;

    @Field(() => node, { description: 'The object.' })
    node: T;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${plural}.` })
  class Connection {
    @Field(() => [node], { description: 'The objects of the page.' })
    nodes: T[];

    @Field(() => [Edge], { description: 'The objects of the page, each with its cursor.' })
    edges: Edge[];

    @Field(() => PageInfo, { description: 'Where the page lies in the whole.' })
    pageInfo: PageInfo;

    @Field(() => Int, { description: 'How many there are in the whole, with the filter.' })
    totalCount: number;
  }

  return Connection;
}
