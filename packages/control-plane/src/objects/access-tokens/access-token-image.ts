import type { Image } from '../../change/change-in-progress';
import type { AccessTokenEntity } from './access-token-entity';

/** The history contains neither the token, nor its hash, nor when it was last used. */
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
