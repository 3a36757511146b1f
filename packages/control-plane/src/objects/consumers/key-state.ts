import type { KeyState } from './consumer-key';

/** What decides whether a consumer key or an access token can be used. */
interface Revocable {
  readonly revokedAt: Date | null;
  readonly expiresAt: Date | null;
}

export function keyState({ revokedAt, expiresAt }: Revocable, now: Date): KeyState {
  if (revokedAt !== null) return 'REVOKED';
  return expiresAt !== null && expiresAt <= now ? 'EXPIRED' : 'ACTIVE';
}

/** The same as conditions on a row, which the query has to call `key`. */
export const KEY_STATE_SQL: Record<KeyState, string> = {
  REVOKED: 'key.revokedAt IS NOT NULL',
  EXPIRED: 'key.revokedAt IS NULL AND key.expiresAt <= now()',
  ACTIVE: 'key.revokedAt IS NULL AND (key.expiresAt IS NULL OR key.expiresAt > now())',
};
