import { useQuery } from '@apollo/client/react';
import { EndpointsNowDocument, type EndpointsNowQuery } from './documents.generated';

const POLL_MS = 10_000;

type Node = NonNullable<EndpointsNowQuery['nodes'][number]>;
export type EndpointNow = Extract<Node, { traffic: unknown }>;

/** How endpoints are now, by their ids. */
export function useEndpointsNow(ids: readonly string[]): ReadonlyMap<string, EndpointNow> {
  const { data, previousData } = useQuery(EndpointsNowDocument, {
    variables: { ids: [...ids] },
    skip: ids.length === 0,
    pollInterval: POLL_MS,
    skipPollAttempt: () => document.hidden,
  });
  const nodes = (data ?? previousData)?.nodes ?? [];
  return new Map(nodes.flatMap((node) => (node !== null && 'traffic' in node ? [[node.id, node] as const] : [])));
}
