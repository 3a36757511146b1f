import { useQuery } from '@apollo/client/react';
import { AiApisNowDocument, type AiApisNowQuery } from './documents.generated';

const POLL_MS = 10_000;

type Node = NonNullable<AiApisNowQuery['nodes'][number]>;
export type AiApiNow = Extract<Node, { traffic: unknown }>;

/** How AI APIs are now, by their ids. Apart from their list, which does not wait for it. */
export function useAiApisNow(ids: readonly string[]): ReadonlyMap<string, AiApiNow> {
  const { data, previousData } = useQuery(AiApisNowDocument, {
    variables: { ids: [...ids] },
    skip: ids.length === 0,
    pollInterval: POLL_MS,
    skipPollAttempt: () => document.hidden,
  });
  const nodes = (data ?? previousData)?.nodes ?? [];
  return new Map(nodes.flatMap((node) => (node !== null && 'traffic' in node ? [[node.id, node] as const] : [])));
}
