import { useQuery } from '@apollo/client/react';
import { ObjectNamesDocument, type ObjectNamesQuery } from './documents.generated';

/** As many as one query may ask for. */
export const NAMES_MAX = 200;

export interface NamedObject {
  readonly id: string;
  readonly kind: string;
  /** With the name of what it belongs to, if it is not unique without. */
  readonly name: string;
  /** The name in its page's address; null if it has no page. */
  readonly page: string | null;
}

/**
 * Asks for the names of objects that other answers name only by their ids. An object that was deleted has none.
 *
 * @param ids those after the 200th are left out
 */
export function useNames(ids: readonly (string | null | undefined)[]): ReadonlyMap<string, NamedObject> {
  const wanted = [...new Set(ids.filter((id) => id !== null && id !== undefined))].sort().slice(0, NAMES_MAX);
  const { data, previousData } = useQuery(ObjectNamesDocument, {
    variables: { ids: wanted },
    skip: wanted.length === 0,
    fetchPolicy: 'cache-first',
  });
  return namesOf(data ?? previousData);
}

/** @param answer undefined while there is none */
export function namesOf(answer: ObjectNamesQuery | undefined): ReadonlyMap<string, NamedObject> {
  if (answer === undefined) return new Map();
  const { nodes, playground } = answer;
  const named = nodes.flatMap((node) => (node === null ? [] : [namedObject(node)]));
  // It is no object that could be asked for.
  const builtIn = { id: playground.consumerId, kind: 'Playground', name: 'playground', page: null };
  return new Map([builtIn, ...named].map((each) => [each.id, each]));
}

type Node = NonNullable<ObjectNamesQuery['nodes'][number]>;

function namedObject(node: Node): NamedObject {
  const { id, __typename: kind } = node;
  switch (node.__typename) {
    case 'AiApi':
    case 'Consumer':
    case 'Provider':
      return { id, kind, name: node.name, page: node.name };
    case 'Model':
    case 'Endpoint':
      return { id, kind, name: `${node.provider.name} / ${node.name}`, page: null };
    case 'ConsumerKey':
      return { id, kind, name: node.displayName === '' ? `${node.hint}…` : node.displayName, page: null };
    case 'FailoverPolicy':
    case 'RoundRobinPolicy':
    case 'WeightedRoundRobinPolicy':
      return { id, kind, name: `${node.aiApi.name}: ${node.name}`, page: null };
    default:
      return { id, kind, name: id, page: null };
  }
}
