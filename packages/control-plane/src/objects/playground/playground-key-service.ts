import { type Environment, environmentSchema } from '@switchyard/contract';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import type { ChangeCorridor } from '../../change/commit-change';
import type { Caller } from '../../kernel/caller/caller';
import { DomainError } from '../../kernel/errors/domain-error';
import { checkInput } from '../../kernel/rules/check-input';
import { commentSchema } from '../../kernel/rules/members';
import { newSecret } from '../secrets/new-secret';
import { PLAYGROUND_CONSUMER } from './playground-consumer';

export const PLAYGROUND_KEY_MINUTES = 15;
/** Of all operators together. */
export const PLAYGROUND_KEYS_MAX = 100;

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
  /** @param url where the playground's data plane is; null if the playground is off */
  constructor(
    private readonly corridor: ChangeCorridor,
    private readonly url: () => string | null,
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
      const active = await manager.query<object[]>(
        `SELECT 1 FROM playground_key WHERE expires_at > $1 LIMIT ${PLAYGROUND_KEYS_MAX}`,
        [now],
      );
      if (active.length === PLAYGROUND_KEYS_MAX) throw tooManyKeys();
      const { secret, hash } = newSecret(PREFIXES[environment]);
      const expiresAt = new Date(now.getTime() + PLAYGROUND_KEY_MINUTES * MS_PER_MINUTE);
      await manager.query(
        'INSERT INTO playground_key (id, key_hash, environment, expires_at) VALUES ($1, $2, $3, $4)',
        [uuidv7(), hash, environment, expiresAt],
      );
      change.touch('consumer-key', hash);
      change.touch('consumer', PLAYGROUND_CONSUMER.id);
      return { secret, expiresAt };
    });
  }
}

function tooManyKeys(): DomainError {
  const message = `${PLAYGROUND_KEYS_MAX} playground keys are active, the maximum. Each expires after ${PLAYGROUND_KEY_MINUTES} minutes.`;
  return new DomainError('RATE_LIMITED', message, { retryAfterSeconds: PLAYGROUND_KEY_MINUTES * SECONDS_PER_MINUTE });
}
