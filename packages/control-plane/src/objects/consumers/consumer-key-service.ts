import type { z } from 'zod';
import { updateObject } from '../../change/update-object';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import { applyPatch } from '../../kernel/rules/apply-patch';
import { InputCheck, type Refusals } from '../../kernel/rules/input-check';
import { getObject, subjectOf } from '../../kernel/database/find-object';
import { together } from '../../kernel/database/together';
import { isUuid } from '../../kernel/text/uuid';
import type { Caller } from '../../kernel/caller/caller';
import { ConsumerEntity } from './consumer-entity';
import { consumerKeyImage } from './consumer-images';
import { ConsumerKeyEntity } from './consumer-key-entity';
import { ACTIVE_KEYS_MAX, issueKeyRules, KEYS_FULL, revokeKeyRules, updateKeyRules } from './consumer-rules';
import { digestedKey, idempotencyOf, type IssuedKey, issueKeys, keyOfRequest } from './new-consumer-key';
import { pastExpiry } from '../secrets/expiry';
import { keyState } from '../secrets/key-state';
import { refuseTooManyActive } from '../secrets/refuse-too-many-active';

export class ConsumerKeyService {
  constructor(private readonly corridor: ChangeCorridor) {}

  /** Only this response contains the secret. A retry with the same idempotency key gets the key without it. */
  async issue(caller: Caller, input: unknown) {
    const check = new InputCheck(issueKeyRules, input);
    const idempotency = idempotencyOfKey(check.whole);
    return this.corridor.commitChecked(check, { caller, operation: 'issueConsumerKey' }, async (change) => {
      const earlier = await keyOfRequest(change, idempotency);
      if (earlier !== null) return { consumerKey: earlier, secret: null, replayed: true };
      const { consumerId, expiresAt } = check.valid;
      const [found] = await together([
        subjectOf(check, change.manager, ConsumerEntity, consumerId, 'consumer'),
        consumerId !== undefined && isUuid(consumerId)
          ? refuseTooManyKeys(check, change, consumerId, 'consumerId')
          : Promise.resolve(),
      ]);
      check.add(...pastExpiry(expiresAt, change.now, 'expiresAt'));
      const [{ idempotencyKey: _idempotencyKey, comment: _comment, ...key }, consumer] = check.passed(found);
      return { ...single(await issueKeys(change, [{ key, consumer }], idempotency)), replayed: false };
    });
  }

  async update(caller: Caller, input: unknown) {
    const check = new InputCheck(updateKeyRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'updateConsumerKey' }, async (change) => {
      const { manager } = change;
      const { consumerKeyId, expectedVersion, expiresAt } = check.valid;
      const found = await subjectOf(check, manager, ConsumerKeyEntity, consumerKeyId, 'consumer key', expectedVersion);
      const next = found === null ? null : applyPatch(found, { expiresAt });
      if (found !== null && next !== null) {
        check.add(...pastExpiry(expiresAt, change.now, 'expiresAt'));
        // A new expiry reactivates an expired key, which then counts again.
        const revives = keyState(found, change.now) === 'EXPIRED';
        if (revives) await refuseTooManyKeys(check, change, found.consumerId, 'expiresAt');
      }
      const [given, key] = check.passed(found);
      const displayName = given.displayName === null ? key.hint : given.displayName;
      const patch = applyPatch(key, { displayName, expiresAt: given.expiresAt });
      if (patch === null) return { consumerKey: key };
      const consumer = await getObject(manager, ConsumerEntity, key.consumerId, 'consumer');
      const expiry = patch.expiresAt === undefined ? {} : { entryExpired: false };
      return { consumerKey: await changeKey(change, key, consumer, { ...patch, ...expiry }) };
    });
  }

  async revoke(caller: Caller, input: unknown) {
    const check = new InputCheck(revokeKeyRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'revokeConsumerKey' }, async (change) => {
      const { manager } = change;
      const [, key] = check.passed(
        await subjectOf(check, manager, ConsumerKeyEntity, check.valid.consumerKeyId, 'consumer key'),
      );
      if (key.revokedAt !== null) return { consumerKey: key };
      const consumer = await getObject(manager, ConsumerEntity, key.consumerId, 'consumer');
      return { consumerKey: await changeKey(change, key, consumer, { revokedAt: change.now }) };
    });
  }
}

/** Null for an invalid input, which issues no key. */
function idempotencyOfKey(given: z.output<typeof issueKeyRules> | null) {
  if (given === null) return null;
  const { idempotencyKey, comment, ...key } = given;
  return idempotencyOf(idempotencyKey, [...digestedKey(key), comment ?? null]);
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

function refuseTooManyKeys(
  refusals: Refusals,
  change: ChangeInProgress,
  consumerId: string,
  path: string,
): Promise<void> {
  const bound = { most: ACTIVE_KEYS_MAX, path, full: KEYS_FULL };
  return refuseTooManyActive(refusals, change, ConsumerKeyEntity, { consumerId }, bound);
}
