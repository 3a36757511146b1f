import { isDeepStrictEqual } from 'node:util';
import type { ChangeInProgress } from '../../change/change-in-progress';
import { sha256sIn } from '../../kernel/text/pem-certificates';
import type { EndpointEntity } from '../endpoints/endpoint-entity';
import type { ModelEntity } from '../models/model-entity';

/** A provider's entry has its profile, models and endpoints. AI APIs refer to it, so their entries do not change with it. */
export function touchProviders(change: ChangeInProgress, providerIds: Iterable<string>): void {
  for (const id of providerIds) change.touch('provider', id);
}

/**
 * Prices have an entry of their own, which a model without prices is not part of.
 *
 * @param before undefined if the model is new
 * @param after undefined if the model is deleted
 */
export function touchModel(change: ChangeInProgress, before?: ModelEntity, after?: ModelEntity): void {
  const { providerId } = after ?? before ?? {};
  if (providerId === undefined) return;
  if (!isDeepStrictEqual(before?.prices ?? [], after?.prices ?? [])) change.touch('prices', providerId);
  if (before?.name !== after?.name || before?.enabled !== after?.enabled) change.touch('provider', providerId);
}

/**
 * An endpoint is part of its provider's entry. Its CA certificates have entries of their own, each for as long as any
 * endpoint trusts it.
 *
 * @param before undefined if the endpoint is new
 * @param after undefined if the endpoint is deleted
 */
export function touchEndpoint(change: ChangeInProgress, before?: EndpointEntity, after?: EndpointEntity): void {
  const { providerId } = after ?? before ?? {};
  if (providerId === undefined) return;
  change.touch('provider', providerId);
  if (before?.caCertificate === after?.caCertificate) return;
  const [old, now] = [sha256sIn(before?.caCertificate ?? null), sha256sIn(after?.caCertificate ?? null)];
  for (const sha256 of [...old, ...now]) {
    if (old.includes(sha256) !== now.includes(sha256)) change.touch('certificate', sha256);
  }
}
