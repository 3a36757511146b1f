import type { EntityManager } from 'typeorm';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import type { Caller } from '../../kernel/caller/caller';
import { rowsById } from '../../kernel/database/rows-by-id';
import { badInput, notFound } from '../../kernel/errors/domain-error';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import { checkInput } from '../../kernel/rules/check-input';
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
    const { keys, idempotencyKey, comment } = checkInput(issueKeysRules, input);
    const operation = 'issueConsumerKeys';
    const idempotency = idempotencyOf(idempotencyKey, [operation, keys.map(digestedKey), comment ?? null]);
    return this.corridor.commit({ caller, operation, comment, isLarge: true }, async (change) => {
      const { manager } = change;
      const earlier = await keyOfRequest(change, idempotency);
      if (earlier !== null) return { issuedKeys: await issuedWith(manager, earlier), replayed: true };
      const consumerIds = keys.map(({ consumerId }) => consumerId.toLowerCase());
      const consumers = await rowsById(manager, ConsumerEntity, consumerIds);
      const toIssue = keys.map((key, index): KeyToIssue => {
        const consumer = consumers.get(key.consumerId.toLowerCase());
        if (consumer === undefined) throw notFound('consumer', key.consumerId, `keys.${index}.consumerId`);
        return { key, consumer };
      });
      const problems = [...pastOf(toIssue, change.now), ...(await excessOf(change, toIssue))];
      if (problems.length > 0) throw badInput(problems);
      return { issuedKeys: await issueKeys(change, toIssue, idempotency), replayed: false };
    });
  }
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

function pastOf(keys: readonly KeyToIssue[], now: Date): FieldProblem[] {
  return keys.flatMap(({ key }, index) => pastExpiry(key.expiresAt, now, `keys.${index}.expiresAt`) ?? []);
}

/** A problem at the first key of each consumer that would be one too many. */
async function excessOf({ manager, now }: ChangeInProgress, keys: readonly KeyToIssue[]): Promise<FieldProblem[]> {
  const rows = await manager.query<{ consumerId: string; active: number }[]>(
    `SELECT consumer_id AS "consumerId", count(*)::integer AS active FROM consumer_key
     WHERE consumer_id = ANY($1) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2) GROUP BY consumer_id`,
    [[...new Set(keys.map(({ consumer }) => consumer.id))], now],
  );
  const active = new Map(rows.map((row) => [row.consumerId, row.active]));
  return keys.flatMap(({ consumer }, index) => {
    const count = (active.get(consumer.id) ?? 0) + 1;
    active.set(consumer.id, count);
    return count === ACTIVE_KEYS_MAX + 1 ? [tooManyActive(`keys.${index}.consumerId`, KEYS_FULL)] : [];
  });
}
