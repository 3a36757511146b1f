import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import { DomainError } from '../../kernel/errors/domain-error';
import { InputCheck } from '../../kernel/rules/input-check';
import { getObject, subjectOf } from '../../kernel/database/find-object';
import { refuseTakenName } from '../../kernel/database/refuse-taken-name';
import { updateObject } from '../../change/update-object';
import { removeEndedPlaygroundKeys } from '../playground/ended-playground-keys';
import { pastExpiry } from '../secrets/expiry';
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
    const check = new InputCheck(createAccessTokenRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'createAccessToken' }, async (change) => {
      check.add(...pastExpiry(check.valid.expiresAt, change.now, 'expiresAt'));
      // A revoked token keeps its name, so that a name in the history always means the same token.
      await refuseTakenName(check, change.manager, AccessTokenEntity, check.valid.name);
      const full = `there are already ${ACTIVE_TOKENS_MAX} active access tokens, the maximum`;
      await refuseTooManyActive(check, change, AccessTokenEntity, {}, { most: ACTIVE_TOKENS_MAX, path: 'name', full });
      const [{ name, role, expiresAt }] = check.passed();
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
    const check = new InputCheck(revokeAccessTokenRules, input);
    const request = { caller, operation: 'revokeAccessToken' };
    return this.corridor.commitChecked(check, request, async (change) => {
      const { accessTokenId } = check.valid;
      const [, token] = check.passed(
        await subjectOf(check, change.manager, AccessTokenEntity, accessTokenId, 'access token'),
      );
      return { accessToken: await revoked(change, token) };
    });
  }

  /** Whoever finds their token in the wrong hands can end it at once, without an administrator. */
  async revokeOwn(caller: Caller, input: unknown) {
    const check = new InputCheck(revokeOwnTokenRules, input);
    const { id, kind } = caller.actor;
    if (kind !== 'ACCESS_TOKEN') {
      throw new DomainError(
        'BAD_REQUEST',
        'The administrator token is a setting, so it cannot be revoked. Set SWITCHYARD_ADMIN_TOKEN to another one, and restart the control plane.',
      );
    }
    return this.corridor.commitChecked(check, { caller, operation: 'revokeOwnToken' }, async (change) => {
      check.passed();
      const token = await getObject(change.manager, AccessTokenEntity, id, 'access token');
      return { revokedId: (await revoked(change, token)).id };
    });
  }
}

async function revoked(change: ChangeInProgress, token: AccessTokenEntity): Promise<AccessTokenEntity> {
  if (token.revokedAt !== null) return token;
  const next = await updateObject(change, AccessTokenEntity, token, { revokedAt: change.now });
  change.updated(next, token.version, accessTokenImage(token), accessTokenImage(next));
  await removeEndedPlaygroundKeys(change, change.now);
  return next;
}
