import { updateObject } from '../../change/update-object';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import { applyPatch } from '../../kernel/rules/apply-patch';
import { checkInput } from '../../kernel/rules/check-input';
import { getObject } from '../../kernel/database/find-object';
import { together } from '../../kernel/database/together';
import { isUuid } from '../../kernel/text/uuid';
import type { Caller } from '../../kernel/caller/caller';
import { ConsumerEntity } from './consumer-entity';
import { consumerKeyImage } from './consumer-images';
import { ConsumerKeyEntity } from './consumer-key-entity';
import { ACTIVE_KEYS_MAX, issueKeyRules, KEYS_FULL, revokeKeyRules, updateKeyRules } from './consumer-rules';
import { digestedKey, idempotencyOf, type IssuedKey, issueKeys, keyOfRequest } from './new-consumer-key';
import { refusePast } from '../secrets/expiry';
import { keyState } from '../secrets/key-state';
import { refuseTooManyActive } from '../secrets/refuse-too-many-active';

export class ConsumerKeyService {
  constructor(private readonly corridor: ChangeCorridor) {}

  /** Only this response contains the secret. A retry with the same idempotency key gets the key without it. */
  async issue(caller: Caller, input: unknown) {
    const { idempotencyKey, comment, ...key } = checkInput(issueKeyRules, input);
    const idempotency = idempotencyOf(idempotencyKey, [...digestedKey(key), comment ?? null]);
    return this.corridor.commit({ caller, operation: 'issueConsumerKey', comment }, async (change) => {
      const earlier = await keyOfRequest(change, idempotency);
      if (earlier !== null) return { consumerKey: earlier, secret: null, replayed: true };
      const [consumer] = await together([
        getObject(change.manager, ConsumerEntity, key.consumerId, 'consumer'),
        isUuid(key.consumerId) ? refuseTooManyKeys(change, key.consumerId, 'consumerId') : Promise.resolve(),
      ]);
      refusePast(key.expiresAt, change.now);
      return { ...single(await issueKeys(change, [{ key, consumer }], idempotency)), replayed: false };
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
      if (revives) await refuseTooManyKeys(change, consumer.id, 'expiresAt');
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

function single(issued: readonly IssuedKey[]): IssuedKey {
  const [key] = issued;
  if (key === undefined) throw new Error('the key just issued is missing');
  return key;
}

function refuseTooManyKeys(change: ChangeInProgress, consumerId: string, path: string): Promise<void> {
  const bound = { most: ACTIVE_KEYS_MAX, path, full: KEYS_FULL };
  return refuseTooManyActive(change, ConsumerKeyEntity, { consumerId }, bound);
}
