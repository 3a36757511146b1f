import { registerEnumType } from 'type-graphql';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

export const KeyState = {
  ACTIVE: 'ACTIVE',
  EXPIRED: 'EXPIRED',
  REVOKED: 'REVOKED',
} as const;
export type KeyState = keyof typeof KeyState;
registerEnumType(KeyState, {
  name: 'KeyState',
  description: 'Whether a consumer key or an access token can be used.',
  valuesConfig: {
    ACTIVE: { description: 'The key can be used.' },
    EXPIRED: { description: 'The key has expired.' },
    REVOKED: { description: 'The key was revoked permanently.' },
  },
});

/** What decides whether a consumer key or an access token can be used. */
interface Revocable {
  readonly revokedAt: Date | null;
  readonly expiresAt: Date | null;
}

export function keyState({ revokedAt, expiresAt }: Revocable, now: Date): KeyState {
  if (revokedAt !== null) return 'REVOKED';
  return expiresAt !== null && expiresAt <= now ? 'EXPIRED' : 'ACTIVE';
}

/** The same as SQL conditions on a row with the alias `key`. */
export const KEY_STATE_SQL: Record<KeyState, string> = {
  REVOKED: 'key.revokedAt IS NOT NULL',
  EXPIRED: 'key.revokedAt IS NULL AND key.expiresAt <= now()',
  ACTIVE: 'key.revokedAt IS NULL AND (key.expiresAt IS NULL OR key.expiresAt > now())',
};

/** Only rows in one of these states; all rows if none are given, and no row for an empty list. */
export function whereState<E extends ObjectLiteral>(
  query: SelectQueryBuilder<E>,
  states: readonly KeyState[] | null | undefined,
): void {
  const conditions = states?.map((state) => `(${KEY_STATE_SQL[state]})`);
  if (conditions) query.andWhere(conditions.length > 0 ? `(${conditions.join(' OR ')})` : 'false');
}
