import type { PlannedRows } from '../kind/kind';

/**
 * Refuses a plan that would exceed a limit per provider.
 *
 * @param what the rows' name in messages, such as `models`
 * @param most the maximum number per provider
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
    const message = `exceeds the limit: a provider can have at most ${most} ${what}`;
    planned.refuse(row, { path: '', message, reason: 'WRONG_COUNT' });
  }
}
