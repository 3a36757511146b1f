import type { KeyState } from './consumer-key';
import type { ConsumerKeyEntity } from './consumer-key-entity';

export function keyState({ revokedAt, expiresAt }: ConsumerKeyEntity, now: Date): KeyState {
  if (revokedAt !== null) return 'REVOKED';
  return expiresAt !== null && expiresAt <= now ? 'EXPIRED' : 'ACTIVE';
}

/** The same as conditions on the row of a key. */
export const KEY_STATE_SQL: Record<KeyState, string> = {
  REVOKED: 'key.revokedAt IS NOT NULL',
  EXPIRED: 'key.revokedAt IS NULL AND key.expiresAt <= now()',
  ACTIVE: 'key.revokedAt IS NULL AND (key.expiresAt IS NULL OR key.expiresAt > now())',
};
