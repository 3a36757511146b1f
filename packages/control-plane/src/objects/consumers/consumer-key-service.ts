import { hash } from 'node:crypto';
import { IsNull, MoreThan } from 'typeorm';
import type { z } from 'zod';
import { badInput, conflict } from '../../kernel/errors/domain-error';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import { applyPatch } from '../../kernel/rules/apply-patch';
import { checkInput } from '../../kernel/rules/check-input';
import { getObject } from '../../kernel/database/find-object';
import type { Caller } from '../../kernel/caller/caller';
import { ConsumerEntity } from './consumer-entity';
import { consumerKeyImage } from './consumer-images';
import { ConsumerKeyEntity } from './consumer-key-entity';
import { ACTIVE_KEYS_MAX, issueKeyRules, revokeKeyRules, updateKeyRules } from './consumer-rules';
import { newKeySecret } from './key-secret';
import { keyState } from './key-state';

type KeyRequest = z.output<typeof issueKeyRules>;

export class ConsumerKeyService {
  constructor(private readonly corridor: ChangeCorridor) {}

  /** The secret is in this answer only. A retry under the same idempotency key finds the key, without its secret. */
  async issue(caller: Caller, input: unknown) {
    const asked = checkInput(issueKeyRules, input);
    const request = { caller, operation: 'issueConsumerKey', comment: asked.comment };
    return this.corridor.commit(request, async (change) => {
      const earlier = await issuedBefore(change, asked);
      if (earlier !== null) return { consumerKey: earlier, secret: null, replayed: true };
      const consumer = await getObject(change.manager, ConsumerEntity, asked.consumerId, 'consumer');
      refusePast(asked.expiresAt, change.now);
      await refuseTooMany(change, consumer, 'consumerId');
      const { secret, keyHash, hint } = newKeySecret(asked.environment);
      const consumerKey = change.manager.create(ConsumerKeyEntity, {
        ...change.newObject(),
        consumerId: consumer.id,
        environment: asked.environment,
        displayName: asked.displayName ?? hint,
        hint,
        keyHash,
        expiresAt: asked.expiresAt ?? null,
        revokedAt: null,
        lastUsedAt: null,
        idempotencyKey: asked.idempotencyKey ?? null,
        idempotentInputHash: asked.idempotencyKey ? essenceOf(asked) : null,
      });
      await change.manager.insert(ConsumerKeyEntity, consumerKey);
      change.created(consumerKey, consumerKeyImage(consumerKey, consumer));
      change.touch('consumer-key', keyHash);
      return { consumerKey, secret, replayed: false };
    });
  }

  async update(caller: Caller, input: unknown) {
    const { consumerKeyId, expectedVersion, comment, ...given } = checkInput(updateKeyRules, input);
    return this.corridor.commit({ caller, operation: 'updateConsumerKey', comment }, async (change) => {
      const { manager } = change;
      const key = await getObject(manager, ConsumerKeyEntity, consumerKeyId, 'consumer key', expectedVersion);
      const displayName = given.displayName === null ? key.hint : given.displayName;
      const patch = applyPatch(key, { displayName, expiresAt: given.expiresAt });
      if (patch === null) return { consumerKey: key };
      if (patch.expiresAt) refusePast(patch.expiresAt, change.now);
      const consumer = await getObject(manager, ConsumerEntity, key.consumerId, 'consumer');
      // Another expiry brings an expired key back, which then counts again.
      const revives = keyState(key, change.now) === 'EXPIRED' && patch.expiresAt !== undefined;
      if (revives) await refuseTooMany(change, consumer, 'expiresAt');
      return { consumerKey: await changeKey(change, key, consumer, patch) };
    });
  }

  async revoke(caller: Caller, input: unknown) {
    const { consumerKeyId, comment } = checkInput(revokeKeyRules, input);
    return this.corridor.commit({ caller, operation: 'revokeConsumerKey', comment }, async (change) => {
      const key = await getObject(change.manager, ConsumerKeyEntity, consumerKeyId, 'consumer key');
      if (key.revokedAt !== null) return { consumerKey: key };
      const consumer = await getObject(change.manager, ConsumerEntity, key.consumerId, 'consumer');
      return { consumerKey: await changeKey(change, key, consumer, { revokedAt: change.now }) };
    });
  }
}

async function changeKey(
  change: ChangeInProgress,
  key: ConsumerKeyEntity,
  consumer: ConsumerEntity,
  given: Partial<ConsumerKeyEntity>,
): Promise<ConsumerKeyEntity> {
  const patch = { ...given, ...change.stamp() };
  const next = Object.assign(change.manager.create(ConsumerKeyEntity, key), patch);
  await change.manager.update(ConsumerKeyEntity, { id: key.id }, patch);
  change.updated(next, key.version, consumerKeyImage(key, consumer), consumerKeyImage(next, consumer));
  change.touch('consumer-key', key.keyHash);
  return next;
}

/** A digest of what makes two requests under one idempotency key the same request. */
function essenceOf({ consumerId, environment, displayName, expiresAt, comment }: KeyRequest): string {
  const essence = [consumerId.toLowerCase(), environment, displayName ?? null, expiresAt ?? null, comment ?? null];
  return hash('sha256', JSON.stringify(essence));
}

async function issuedBefore(change: ChangeInProgress, asked: KeyRequest): Promise<ConsumerKeyEntity | null> {
  const { idempotencyKey } = asked;
  if (!idempotencyKey) return null;
  const earlier = await change.manager.findOneBy(ConsumerKeyEntity, { idempotencyKey });
  if (earlier === null) return null;
  if (earlier.idempotentInputHash === essenceOf(asked)) return earlier;
  const message = 'The idempotency key was used with another input. Give a new one.';
  const fields = [{ path: 'idempotencyKey', message: 'was used with another input', reason: 'TAKEN' as const }];
  throw conflict('IDEMPOTENCY_KEY_REUSED', message, { fields });
}

function refusePast(expiresAt: Date | null | undefined, now: Date): void {
  if (!expiresAt || expiresAt > now) return;
  throw badInput([{ path: 'expiresAt', message: 'must lie in the future', reason: 'OUT_OF_RANGE' }]);
}

async function refuseTooMany(change: ChangeInProgress, consumer: ConsumerEntity, path: string): Promise<void> {
  const unrevoked = { consumerId: consumer.id, revokedAt: IsNull() };
  const active = await change.manager.countBy(ConsumerKeyEntity, [
    { ...unrevoked, expiresAt: IsNull() },
    { ...unrevoked, expiresAt: MoreThan(change.now) },
  ]);
  if (active < ACTIVE_KEYS_MAX) return;
  const message = `the consumer has ${ACTIVE_KEYS_MAX} active keys: revoke one that is no longer needed`;
  throw badInput([{ path, message, reason: 'WRONG_COUNT' }]);
}
