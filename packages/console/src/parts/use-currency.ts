import { useQuery } from '@apollo/client/react';
import { CurrencyDocument } from './documents.generated';

/** The currency of all prices and costs; null until it is known. */
export function useCurrency(): string | null {
  const { data } = useQuery(CurrencyDocument, { fetchPolicy: 'cache-first' });
  return data?.controlPlane.currency ?? null;
}
