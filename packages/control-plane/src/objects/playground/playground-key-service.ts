import { type Environment, environmentSchema } from '@switchyard/contract';
import { uuidv7 } from 'uuidv7';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { ChangeCorridor } from '../../change/commit-change';
import { ADMINISTRATOR, type Caller } from '../../kernel/caller/caller';
import { DomainError } from '../../kernel/errors/domain-error';
import { checkInput } from '../../kernel/rules/check-input';
import { commentSchema } from '../../kernel/rules/members';
import { newSecret } from '../secrets/new-secret';
import { PLAYGROUND_CONSUMER } from './playground-consumer';

export const PLAYGROUND_KEY_MINUTES = 15;
/** Of all operators together. */
export const PLAYGROUND_KEYS_MAX = 100;
/** Of one access token, or of the administrator token: nobody can keep the others from using the playground. */
export const PLAYGROUND_KEYS_PER_TOKEN_MAX = 20;

const MS_PER_MINUTE = 60_000;
const SECONDS_PER_MINUTE = 60;
/** By which a leaked key is recognised, and told from those of consumers. */
const PREFIXES: Readonly<Record<Environment, string>> = {
  PRODUCTION: 'sy_live_playground_',
  SANDBOX: 'sy_test_playground_',
};

const issueRules = z.object({ environment: environmentSchema, comment: commentSchema });

/** Issues the keys with which operators try AI APIs in the console. */
export class PlaygroundKeyService {
  /**
   * @param url where the playground's data plane is; null if the playground is off
   * @param administratorMark of the administrator token, with which its keys end
   */
  constructor(
    private readonly corridor: ChangeCorridor,
    private readonly url: () => string | null,
    private readonly administratorMark: string,
  ) {}

  /** Only this response contains the secret. @throws DomainError UNAVAILABLE if the playground is off */
  async issue(caller: Caller, input: unknown) {
    const { environment, comment } = checkInput(issueRules, input);
    if (this.url() === null) {
      throw new DomainError('UNAVAILABLE', 'The playground is off. Set SWITCHYARD_PLAYGROUND_URL to a data plane.');
    }
    const request = { caller, operation: 'issuePlaygroundKey', comment };
    return this.corridor.commit(request, async (change) => {
      const { manager, now } = change;
      const sessionId = caller.sessionId ?? null;
      const tokenId = caller.actor.kind === 'ACCESS_TOKEN' ? caller.actor.id : null;
      const administratorMark = caller.actor.kind === ADMINISTRATOR.kind ? this.administratorMark : null;
      await refuseEnded(manager, sessionId, tokenId);
      await refuseTooMany(manager, now, tokenId);
      const { secret, hash } = newSecret(PREFIXES[environment]);
      const expiresAt = expiryFor(caller, now);
      await manager.query(
        `INSERT INTO playground_key
           (id, key_hash, environment, expires_at, session_id, access_token_id, administrator_mark)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [uuidv7(), hash, environment, expiresAt, sessionId, tokenId, administratorMark],
      );
      change.touch('consumer-key', hash);
      change.touch('consumer', PLAYGROUND_CONSUMER.id);
      return { secret, expiresAt };
    });
  }
}

/** A key must not outlast the session or the access token that it is issued with. */
function expiryFor({ expiresAt }: Caller, now: Date): Date {
  const latest = new Date(now.getTime() + PLAYGROUND_KEY_MINUTES * MS_PER_MINUTE);
  return expiresAt !== null && expiresAt < latest ? expiresAt : latest;
}

/**
 * Refuses a caller whose session or token has ended since it was admitted: nothing would remove the key. An operator who
 * signs out at this moment waits for the lock on the session's row, and then finds the key; a revocation waits for its turn.
 */
async function refuseEnded(manager: EntityManager, sessionId: string | null, tokenId: string | null): Promise<void> {
  if (sessionId !== null) {
    const found = await manager.query<object[]>('SELECT 1 FROM console_session WHERE id = $1 FOR KEY SHARE', [
      sessionId,
    ]);
    if (found.length === 0) throw new DomainError('UNAUTHENTICATED', 'The session is over. Sign in again.');
  }
  if (tokenId === null) return;
  const revoked = await manager.query<object[]>('SELECT 1 FROM access_token WHERE id = $1 AND revoked_at IS NOT NULL', [
    tokenId,
  ]);
  if (revoked.length > 0) throw new DomainError('UNAUTHENTICATED', 'The token has been revoked.');
}

async function refuseTooMany(manager: EntityManager, now: Date, tokenId: string | null): Promise<void> {
  const active = await manager.query<{ tokenId: string | null }[]>(
    `SELECT access_token_id AS "tokenId" FROM playground_key WHERE expires_at > $1 LIMIT ${PLAYGROUND_KEYS_MAX}`,
    [now],
  );
  if (active.length === PLAYGROUND_KEYS_MAX) throw tooManyKeys(`${PLAYGROUND_KEYS_MAX} playground keys are active`);
  const own = active.filter((key) => key.tokenId === tokenId).length;
  if (own >= PLAYGROUND_KEYS_PER_TOKEN_MAX) {
    throw tooManyKeys(`${PLAYGROUND_KEYS_PER_TOKEN_MAX} playground keys of your token are active`);
  }
}

function tooManyKeys(what: string): DomainError {
  const message = `${what}, the maximum. Each expires after ${PLAYGROUND_KEY_MINUTES} minutes.`;
  return new DomainError('RATE_LIMITED', message, { retryAfterSeconds: PLAYGROUND_KEY_MINUTES * SECONDS_PER_MINUTE });
}
