import type { Image } from '../../change/change-in-progress';
import type { AccessTokenEntity } from './access-token-entity';

/** Neither the token nor its hash goes into the history, and when it was used is no change. */
export function accessTokenImage({ name, role, hint, expiresAt, revokedAt }: AccessTokenEntity): Image {
  return {
    kind: 'ACCESS_TOKEN',
    path: [name],
    value: {
      name,
      role,
      hint,
      expiresAt: expiresAt?.toISOString() ?? null,
      revokedAt: revokedAt?.toISOString() ?? null,
    },
    references: {},
  };
}
