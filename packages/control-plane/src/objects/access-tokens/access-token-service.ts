import { IsNull, MoreThan } from 'typeorm';
import { badInput } from '../../kernel/errors/domain-error';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import { checkInput } from '../../kernel/rules/check-input';
import { getObject } from '../../kernel/database/find-object';
import { refuseTakenName } from '../../kernel/database/refuse-taken-name';
import type { Caller } from '../../kernel/caller/caller';
import { AccessTokenEntity } from './access-token-entity';
import { accessTokenImage } from './access-token-image';
import { ACTIVE_TOKENS_MAX, createAccessTokenRules, revokeAccessTokenRules } from './access-token-rules';
import { newAccessTokenSecret } from './access-token-secret';

export class AccessTokenService {
  constructor(private readonly corridor: ChangeCorridor) {}

  /** The secret is in this answer only. */
  async create(caller: Caller, input: unknown) {
    const { name, role, expiresAt, comment } = checkInput(createAccessTokenRules, input);
    return this.corridor.commit({ caller, operation: 'createAccessToken', comment }, async (change) => {
      refusePast(expiresAt, change.now);
      // A revoked token keeps its name, so that the history never means two tokens by one name.
      await refuseTakenName(change.manager, AccessTokenEntity, name);
      await refuseTooMany(change);
      const { secret, tokenHash, hint } = newAccessTokenSecret();
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
    return this.corridor.commit({ caller, operation: 'revokeAccessToken', comment }, async (change) => {
      const token = await getObject(change.manager, AccessTokenEntity, accessTokenId, 'access token');
      if (token.revokedAt !== null) return { accessToken: token };
      const patch = { revokedAt: change.now, ...change.stamp() };
      const accessToken = Object.assign(change.manager.create(AccessTokenEntity, token), patch);
      await change.manager.update(AccessTokenEntity, { id: token.id }, patch);
      change.updated(accessToken, token.version, accessTokenImage(token), accessTokenImage(accessToken));
      return { accessToken };
    });
  }
}

function refusePast(expiresAt: Date | null | undefined, now: Date): void {
  if (!expiresAt || expiresAt > now) return;
  throw badInput([{ path: 'expiresAt', message: 'must lie in the future', reason: 'OUT_OF_RANGE' }]);
}

async function refuseTooMany(change: ChangeInProgress): Promise<void> {
  const unrevoked = { revokedAt: IsNull() };
  const active = await change.manager.countBy(AccessTokenEntity, [
    { ...unrevoked, expiresAt: IsNull() },
    { ...unrevoked, expiresAt: MoreThan(change.now) },
  ]);
  if (active < ACTIVE_TOKENS_MAX) return;
  const message = `would be one more than ${ACTIVE_TOKENS_MAX} active access tokens: revoke one that is no longer needed`;
  throw badInput([{ path: 'name', message, reason: 'WRONG_COUNT' }]);
}
