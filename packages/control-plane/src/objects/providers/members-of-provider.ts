import type { PlannedRows } from '../kind/kind';

/**
 * Holds what a plan creates against the bound of each provider.
 *
 * @param what what messages call the rows, such as `models`
 * @param most how many of them a provider may have
 */
export function refuseTooManyOfProvider<E extends { readonly providerId: string }>(
  planned: PlannedRows<E>,
  what: string,
  most: number,
): void {
  const ofProvider = Map.groupBy(planned.after.values(), ({ providerId }) => providerId);
  const lastCreated = new Map(planned.created.map((row) => [row.providerId, row]));
  for (const [providerId, row] of lastCreated) {
    if ((ofProvider.get(providerId)?.length ?? 0) <= most) continue;
    const message = `is one too many: a provider has at most ${most} ${what}`;
    planned.refuse(row, { path: '', message, reason: 'WRONG_COUNT' });
  }
}
