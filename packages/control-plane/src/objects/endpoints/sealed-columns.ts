import type { Credential, SealingKey } from '@switchyard/contract';
import type { EndpointEntity } from './endpoint-entity';

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
  endpointId: string,
  now: Date,
): SealedColumns {
  const { apiKey } = credential;
  return {
    sealedCredential: sealingKey.seal(credential, endpointId),
    credentialFingerprint: sealingKey.fingerprint(credential, endpointId),
    credentialHint: apiKey.length >= HINTED_LENGTH_MIN ? apiKey.slice(-HINT_LENGTH) : null,
    credentialRotatedAt: now,
  };
}

/** The columns to write for a credential; null if it is the present one, so that nothing changes. */
export function changedCredential(
  sealingKey: SealingKey,
  credential: Credential,
  endpoint: EndpointEntity,
  now: Date,
): SealedColumns | null {
  const isSame = sealingKey.fingerprint(credential, endpoint.id) === endpoint.credentialFingerprint;
  return isSame ? null : sealedColumns(sealingKey, credential, endpoint.id, now);
}
