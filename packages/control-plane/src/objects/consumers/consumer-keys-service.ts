import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import type { Caller } from '../../kernel/caller/caller';
import { rowsById } from '../../kernel/database/rows-by-id';
import { notFound } from '../../kernel/errors/domain-error';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import { InputCheck } from '../../kernel/rules/input-check';
import { pastExpiry } from '../secrets/expiry';
import { tooManyActive } from '../secrets/refuse-too-many-active';
import { ConsumerEntity } from './consumer-entity';
import { ConsumerKeyEntity } from './consumer-key-entity';
import { ACTIVE_KEYS_MAX, issueKeysRules, KEYS_FULL } from './consumer-rules';
import {
  digestedKey,
  idempotencyOf,
  issueKeys,
  type IssuedKey,
  type KeyToIssue,
  keyOfRequest,
} from './new-consumer-key';

/** Issues many keys in one revision. */
export class ConsumerKeysService {
  constructor(private readonly corridor: ChangeCorridor) {}

  /** Only this response contains the secrets. A retry with the same idempotency key gets the keys without them. */
  async issue(caller: Caller, input: unknown) {
    const check = new InputCheck(issueKeysRules, input);
    const operation = 'issueConsumerKeys';
    const idempotency = idempotencyOfKeys(operation, check.whole);
    return this.corridor.commitChecked(check, { caller, operation, isLarge: true }, async (change) => {
      const { manager } = change;
      const earlier = await keyOfRequest(change, idempotency);
      if (earlier !== null) return { issuedKeys: await issuedWith(manager, earlier), replayed: true };
      const keys = check.items('keys');
      const consumerIds = keys.map(({ item }) => item.consumerId.toLowerCase());
      const consumers = await rowsById(manager, ConsumerEntity, consumerIds);
      const toIssue = keys.flatMap(({ index, item: key }): PlacedKey[] => {
        const consumer = consumers.get(key.consumerId.toLowerCase());
        if (consumer !== undefined) return [{ key, consumer, index }];
        check.refuse(notFound('consumer', key.consumerId, `keys.${index}.consumerId`));
        return [];
      });
      for (const { item, index } of keys)
        check.add(...pastExpiry(item.expiresAt, change.now, `keys.${index}.expiresAt`));
      check.add(...(await excessOf(change, toIssue)));
      check.passed();
      return { issuedKeys: await issueKeys(change, toIssue, idempotency), replayed: false };
    });
  }
}

interface PlacedKey extends KeyToIssue {
  /** Its index in the input. */
  readonly index: number;
}

/** Null for an invalid input, which issues no keys. */
function idempotencyOfKeys(operation: string, given: z.output<typeof issueKeysRules> | null) {
  if (given === null) return null;
  return idempotencyOf(given.idempotencyKey, [operation, given.keys.map(digestedKey), given.comment ?? null]);
}

/** The keys that were issued together with this one, in their order, without secrets. */
async function issuedWith(manager: EntityManager, { id }: ConsumerKeyEntity): Promise<IssuedKey[]> {
  const rows = await manager.query<{ id: string }[]>(
    `SELECT together.object_id AS id FROM change AS first JOIN change AS together USING (revision)
     WHERE first.object_id = $1 AND first.action = 'CREATE' AND together.kind = 'CONSUMER_KEY'
     ORDER BY together.object_id`,
    [id],
  );
  const keys = await rowsById(
    manager,
    ConsumerKeyEntity,
    rows.map((row) => row.id),
  );
  return rows.flatMap((row) => {
    const consumerKey = keys.get(row.id);
    return consumerKey === undefined ? [] : [{ consumerKey, secret: null }];
  });
}

/** A problem at the first key of each consumer that would be one too many. */
async function excessOf({ manager, now }: ChangeInProgress, keys: readonly PlacedKey[]): Promise<FieldProblem[]> {
  const rows = await manager.query<{ consumerId: string; active: number }[]>(
    `SELECT consumer_id AS "consumerId", count(*)::integer AS active FROM consumer_key
     WHERE consumer_id = ANY($1) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2) GROUP BY consumer_id`,
    [[...new Set(keys.map(({ consumer }) => consumer.id))], now],
  );
  const active = new Map(rows.map((row) => [row.consumerId, row.active]));
  return keys.flatMap(({ consumer, index }) => {
    const count = (active.get(consumer.id) ?? 0) + 1;
    active.set(consumer.id, count);
    return count === ACTIVE_KEYS_MAX + 1 ? [tooManyActive(`keys.${index}.consumerId`, KEYS_FULL)] : [];
  });
}
