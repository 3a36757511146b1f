import type { Credential, SealedPlace, SealingKey } from '@switchyard/contract';
import type { EndpointEntity } from './endpoint-entity';
import { isSameOrigin } from './moves-credential';

type SealedColumns = Pick<
  EndpointEntity,
  'sealedCredential' | 'credentialFingerprint' | 'credentialHint' | 'credentialRotatedAt'
>;

export const NO_CREDENTIAL: SealedColumns = {
  sealedCredential: null,
  credentialFingerprint: null,
  credentialHint: null,
  credentialRotatedAt: null,
};

/** The last four characters of a shorter credential would reveal too much. */
const HINTED_LENGTH_MIN = 12;
const HINT_LENGTH = 4;

/** What Postgres stores of a credential. */
export function sealedColumns(
  sealingKey: SealingKey,
  credential: Credential,
  place: SealedPlace,
  now: Date,
): SealedColumns {
  const { apiKey } = credential;
  return {
    sealedCredential: sealingKey.seal(credential, place),
    credentialFingerprint: sealingKey.fingerprint(credential, place.endpointId),
    credentialHint: apiKey.length >= HINTED_LENGTH_MIN ? apiKey.slice(-HINT_LENGTH) : null,
    credentialRotatedAt: now,
  };
}

/**
 * The columns to write if an endpoint is given a credential. If it is the present one, nothing changes, unless the endpoint
 * moves to another origin: the envelope opens only at the one it was sealed for. It still counts as set when it was.
 *
 * @param endpoint as it is now
 * @param url the endpoint's URL after the change
 * @returns null if nothing changes
 */
export function changedCredential(
  sealingKey: SealingKey,
  credential: Credential,
  endpoint: Pick<EndpointEntity, 'id' | 'url' | 'credentialFingerprint'>,
  url: string,
  now: Date,
): Partial<SealedColumns> | null {
  const place = { endpointId: endpoint.id, url };
  const isSame = sealingKey.fingerprint(credential, endpoint.id) === endpoint.credentialFingerprint;
  if (!isSame) return sealedColumns(sealingKey, credential, place, now);
  return isSameOrigin(endpoint.url, url) ? null : { sealedCredential: sealingKey.seal(credential, place) };
}
