import { hash } from 'node:crypto';
import type { Environment } from '@switchyard/contract';
import type { z } from 'zod';
import { updateObject } from '../../change/update-object';
import { conflict } from '../../kernel/errors/domain-error';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import { applyPatch } from '../../kernel/rules/apply-patch';
import { checkInput } from '../../kernel/rules/check-input';
import { insertRows } from '../../kernel/database/bulk-rows';
import { getObject } from '../../kernel/database/find-object';
import type { Caller } from '../../kernel/caller/caller';
import { ConsumerEntity } from './consumer-entity';
import { consumerKeyImage } from './consumer-images';
import { ConsumerKeyEntity } from './consumer-key-entity';
import { ACTIVE_KEYS_MAX, issueKeyRules, revokeKeyRules, updateKeyRules } from './consumer-rules';
import { refusePast } from '../secrets/expiry';
import { keyState } from '../secrets/key-state';
import { newSecret } from '../secrets/new-secret';
import { refuseTooManyActive } from '../secrets/refuse-too-many-active';

const PREFIXES: Readonly<Record<Environment, string>> = { PRODUCTION: 'sy_live_', SANDBOX: 'sy_test_' };

type KeyRequest = z.output<typeof issueKeyRules>;

export class ConsumerKeyService {
  constructor(private readonly corridor: ChangeCorridor) {}

  /** Only this response contains the secret. A retry with the same idempotency key gets the key without it. */
  async issue(caller: Caller, input: unknown) {
    const keyRequest = checkInput(issueKeyRules, input);
    const request = { caller, operation: 'issueConsumerKey', comment: keyRequest.comment };
    return this.corridor.commit(request, async (change) => {
      const earlier = await issuedBefore(change, keyRequest);
      if (earlier !== null) return { consumerKey: earlier, secret: null, replayed: true };
      const consumer = await getObject(change.manager, ConsumerEntity, keyRequest.consumerId, 'consumer');
      refusePast(keyRequest.expiresAt, change.now);
      await refuseTooManyKeys(change, consumer, 'consumerId');
      const { secret, hash: keyHash, hint } = newSecret(PREFIXES[keyRequest.environment]);
      const consumerKey = change.manager.create(ConsumerKeyEntity, {
        ...change.newObject(),
        consumerId: consumer.id,
        environment: keyRequest.environment,
        displayName: keyRequest.displayName ?? hint,
        hint,
        keyHash,
        expiresAt: keyRequest.expiresAt ?? null,
        entryExpired: false,
        revokedAt: null,
        lastUsedAt: null,
        idempotencyKey: keyRequest.idempotencyKey ?? null,
        idempotentInputHash: keyRequest.idempotencyKey ? digestOf(keyRequest) : null,
      });
      await insertRows(change.manager, ConsumerKeyEntity, [consumerKey]);
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
      // A new expiry reactivates an expired key, which then counts again.
      const revives = keyState(key, change.now) === 'EXPIRED' && patch.expiresAt !== undefined;
      if (revives) await refuseTooManyKeys(change, consumer, 'expiresAt');
      const expiry = patch.expiresAt === undefined ? {} : { entryExpired: false };
      return { consumerKey: await changeKey(change, key, consumer, { ...patch, ...expiry }) };
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
  patch: Partial<ConsumerKeyEntity>,
): Promise<ConsumerKeyEntity> {
  const next = await updateObject(change, ConsumerKeyEntity, key, patch);
  change.updated(next, key.version, consumerKeyImage(key, consumer), consumerKeyImage(next, consumer));
  change.touch('consumer-key', key.keyHash);
  return next;
}

/** A digest of a request: the same idempotency key and digest mean the same request. */
function digestOf({ consumerId, environment, displayName, expiresAt, comment }: KeyRequest): string {
  const parts = [consumerId.toLowerCase(), environment, displayName ?? null, expiresAt ?? null, comment ?? null];
  return hash('sha256', JSON.stringify(parts));
}

async function issuedBefore(change: ChangeInProgress, keyRequest: KeyRequest): Promise<ConsumerKeyEntity | null> {
  const { idempotencyKey } = keyRequest;
  if (!idempotencyKey) return null;
  const earlier = await change.manager.findOneBy(ConsumerKeyEntity, { idempotencyKey });
  if (earlier === null) return null;
  if (earlier.idempotentInputHash === digestOf(keyRequest)) return earlier;
  const message = 'The idempotency key was already used with different input. Use a new one.';
  const fields = [
    { path: 'idempotencyKey', message: 'was already used with different input', reason: 'TAKEN' as const },
  ];
  throw conflict('IDEMPOTENCY_KEY_REUSED', message, { fields });
}

function refuseTooManyKeys(change: ChangeInProgress, { id: consumerId }: ConsumerEntity, path: string): Promise<void> {
  const full = `the consumer already has ${ACTIVE_KEYS_MAX} active keys, the maximum`;
  return refuseTooManyActive(change, ConsumerKeyEntity, { consumerId }, { most: ACTIVE_KEYS_MAX, path, full });
}
