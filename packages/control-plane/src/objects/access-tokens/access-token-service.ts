import type { ChangeRequest } from '../../change/change-request';
import type { ChangeCorridor } from '../../change/commit-change';
import { DomainError } from '../../kernel/errors/domain-error';
import { checkInput } from '../../kernel/rules/check-input';
import { getObject } from '../../kernel/database/find-object';
import { refuseTakenName } from '../../kernel/database/refuse-taken-name';
import { updateObject } from '../../change/update-object';
import { refusePast } from '../secrets/expiry';
import { newSecret } from '../secrets/new-secret';
import { refuseTooManyActive } from '../secrets/refuse-too-many-active';
import type { Caller } from '../../kernel/caller/caller';
import { AccessTokenEntity } from './access-token-entity';
import { accessTokenImage } from './access-token-image';
import {
  ACTIVE_TOKENS_MAX,
  createAccessTokenRules,
  revokeAccessTokenRules,
  revokeOwnTokenRules,
} from './access-token-rules';
import { ACCESS_TOKEN_PREFIX } from './access-token-secret';

export class AccessTokenService {
  constructor(private readonly corridor: ChangeCorridor) {}

  /** Only this response contains the secret. */
  async create(caller: Caller, input: unknown) {
    const { name, role, expiresAt, comment } = checkInput(createAccessTokenRules, input);
    return this.corridor.commit({ caller, operation: 'createAccessToken', comment }, async (change) => {
      refusePast(expiresAt, change.now);
      // A revoked token keeps its name, so that a name in the history always means the same token.
      await refuseTakenName(change.manager, AccessTokenEntity, name);
      const full = `there are already ${ACTIVE_TOKENS_MAX} active access tokens, the maximum`;
      await refuseTooManyActive(change, AccessTokenEntity, {}, { most: ACTIVE_TOKENS_MAX, path: 'name', full });
      const { secret, hash: tokenHash, hint } = newSecret(ACCESS_TOKEN_PREFIX);
      const accessToken = change.manager.create(AccessTokenEntity, {
        ...change.newObject(),
        name,
        role,
        hint,
        tokenHash,
        expiresAt: expiresAt ?? null,
        revokedAt: null,
        lastUsedAt: null,
      });
      await change.manager.insert(AccessTokenEntity, accessToken);
      change.created(accessToken, accessTokenImage(accessToken));
      return { accessToken, secret };
    });
  }

  async revoke(caller: Caller, input: unknown) {
    const { accessTokenId, comment } = checkInput(revokeAccessTokenRules, input);
    return this.#revoke(accessTokenId, { caller, operation: 'revokeAccessToken', comment });
  }

  /** Whoever finds their token in the wrong hands can end it at once, without an administrator. */
  async revokeOwn(caller: Caller, input: unknown) {
    const { comment } = checkInput(revokeOwnTokenRules, input);
    const { id, kind } = caller.actor;
    if (kind !== 'ACCESS_TOKEN') {
      throw new DomainError(
        'BAD_REQUEST',
        'The administrator token is a setting, so it cannot be revoked. Set SWITCHYARD_ADMIN_TOKEN to another one, and restart the control plane.',
      );
    }
    const { accessToken, ...outcome } = await this.#revoke(id, { caller, operation: 'revokeOwnToken', comment });
    return { ...outcome, revokedId: accessToken.id };
  }

  async #revoke(accessTokenId: string, origin: ChangeRequest) {
    return this.corridor.commit(origin, async (change) => {
      const token = await getObject(change.manager, AccessTokenEntity, accessTokenId, 'access token');
      if (token.revokedAt !== null) return { accessToken: token };
      const accessToken = await updateObject(change, AccessTokenEntity, token, { revokedAt: change.now });
      change.updated(accessToken, token.version, accessTokenImage(token), accessTokenImage(accessToken));
      return { accessToken };
    });
  }
}
