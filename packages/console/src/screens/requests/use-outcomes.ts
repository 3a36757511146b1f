import { useQuery } from '@apollo/client/react';
import { OutcomesDocument } from './documents.generated';

/** What each outcome means, in the words of the API's schema. Empty until they are there. */
export function useOutcomes(): ReadonlyMap<string, string> {
  const { data } = useQuery(OutcomesDocument, { fetchPolicy: 'cache-first' });
  return new Map((data?.__type?.enumValues ?? []).map(({ name, description }) => [name, description ?? '']));
}
