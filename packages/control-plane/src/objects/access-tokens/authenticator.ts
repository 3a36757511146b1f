import { timingSafeEqual } from 'node:crypto';
import { Any, type DataSource } from 'typeorm';
import { keyState } from '../secrets/key-state';
import type { LastUse } from '../../kernel/database/last-use';
import { translateDatabaseError } from '../../kernel/database/translate-database-error';
import type { Actor } from '../../kernel/caller/actor';
import { ADMINISTRATOR, type Identity } from '../../kernel/caller/caller';
import { AccessTokenEntity } from './access-token-entity';
import { hashOf } from '../secrets/new-secret';
import { isAccessToken } from './access-token-secret';

/** Why a caller cannot be identified. */
export type TokenFault = 'MISSING' | 'NOT_BEARER' | 'UNKNOWN' | 'EXPIRED' | 'REVOKED';

/** The caller's identity; or what is wrong with the token, and who owns it if it has expired or was revoked. */
export type Authentication =
  | { readonly identity: Identity }
  | { readonly identity: null; readonly fault: TokenFault; readonly actor: Actor | null };

/** Identifies the caller by the token of a request. */
export class Authenticator {
  readonly #adminTokenHash: Buffer;

  constructor(
    adminToken: string,
    private readonly dataSource: DataSource,
    private readonly use: LastUse,
    private readonly now: () => Date,
  ) {
    this.#adminTokenHash = digest(adminToken);
  }

  /**
   * Access tokens are not cached between requests, so a revoked one is refused from the moment its revocation
   * is committed. The administrator token does not need the database.
   *
   * @param authorization the request's `authorization` header, or its equivalent
   * @throws DomainError UNAVAILABLE if the database cannot be queried for the access token
   */
  async authenticate(authorization: string | undefined): Promise<Authentication> {
    if (!authorization) return unidentified('MISSING');
    const presented = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (presented === undefined) return unidentified('NOT_BEARER');
    // Digests have the same length, and `timingSafeEqual` does not stop at the first difference.
    if (timingSafeEqual(digest(presented), this.#adminTokenHash)) {
      return { identity: { actor: ADMINISTRATOR, role: 'ADMIN', expiresAt: null } };
    }
    return isAccessToken(presented) ? this.#authenticateAccessToken(presented) : unidentified('UNKNOWN');
  }

  /**
   * Which of these access tokens can still be used, in one statement.
   *
   * @throws DomainError UNAVAILABLE
   */
  async stillActive(tokenIds: readonly string[]): Promise<ReadonlySet<string>> {
    try {
      const tokens = await this.dataSource.manager.findBy(AccessTokenEntity, { id: Any([...tokenIds]) });
      const now = this.now();
      return new Set(tokens.filter((token) => keyState(token, now) === 'ACTIVE').map(({ id }) => id));
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }

  /** The timing of a look-up by digest reveals only the digest of the caller's own guess. */
  async #authenticateAccessToken(presented: string): Promise<Authentication> {
    const tokenHash = hashOf(presented);
    const token = await this.#find(tokenHash);
    if (token === null) return unidentified('UNKNOWN');
    const actor: Actor = { id: token.id, kind: 'ACCESS_TOKEN', name: token.name };
    const now = this.now();
    const state = keyState(token, now);
    if (state !== 'ACTIVE') return unidentified(state, actor);
    this.use.note(token.id, now);
    return { identity: { actor, role: token.role, expiresAt: token.expiresAt } };
  }

  async #find(tokenHash: string): Promise<AccessTokenEntity | null> {
    try {
      return await this.dataSource.manager.findOneBy(AccessTokenEntity, { tokenHash });
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }
}

function unidentified(fault: TokenFault, actor: Actor | null = null): Authentication {
  return { identity: null, fault, actor };
}

function digest(token: string): Buffer {
  return Buffer.from(hashOf(token), 'hex');
}
