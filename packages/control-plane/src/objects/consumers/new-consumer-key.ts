import { hash } from 'node:crypto';
import type { Environment } from '@switchyard/contract';
import type { z } from 'zod';
import type { ChangeInProgress } from '../../change/change-in-progress';
import { insertRows } from '../../kernel/database/bulk-rows';
import { conflict } from '../../kernel/errors/domain-error';
import { newSecret } from '../secrets/new-secret';
import type { ConsumerEntity } from './consumer-entity';
import { consumerKeyImage } from './consumer-images';
import { ConsumerKeyEntity } from './consumer-key-entity';
import type { issueKeyRules } from './consumer-rules';

const PREFIXES: Readonly<Record<Environment, string>> = { PRODUCTION: 'sy_live_', SANDBOX: 'sy_test_' };

type NewKey = Omit<z.output<typeof issueKeyRules>, 'idempotencyKey' | 'comment'>;

/** What makes a retry of a request safe. */
export interface Idempotency {
  readonly key: string;
  /** The same idempotency key and digest mean the same request. */
  readonly digest: string;
}

/** @returns null if the request has no idempotency key. @param request what a retry repeats */
export function idempotencyOf(key: string | null | undefined, request: readonly unknown[]): Idempotency | null {
  return key ? { key, digest: hash('sha256', JSON.stringify(request)) } : null;
}

/** A key's part of a digest. */
export function digestedKey({ consumerId, environment, displayName, expiresAt }: NewKey): unknown[] {
  return [consumerId.toLowerCase(), environment, displayName ?? null, expiresAt ?? null];
}

export interface KeyToIssue {
  readonly key: NewKey;
  readonly consumer: ConsumerEntity;
}

export interface IssuedKey {
  readonly consumerKey: ConsumerKeyEntity;
  /** Null in a replay. */
  readonly secret: string | null;
}

/** Issues keys within a change. @param idempotency of the request, which the first key keeps */
export async function issueKeys(
  change: ChangeInProgress,
  keys: readonly KeyToIssue[],
  idempotency: Idempotency | null,
): Promise<IssuedKey[]> {
  const issued = keys.map(({ key, consumer }, index) => {
    const { secret, hash: keyHash, hint } = newSecret(PREFIXES[key.environment]);
    const consumerKey = change.manager.create(ConsumerKeyEntity, {
      ...change.newObject(),
      consumerId: consumer.id,
      environment: key.environment,
      displayName: key.displayName ?? hint,
      hint,
      keyHash,
      expiresAt: key.expiresAt ?? null,
      entryExpired: false,
      revokedAt: null,
      lastUsedAt: null,
      idempotencyKey: index === 0 && idempotency !== null ? idempotency.key : null,
      idempotentInputHash: index === 0 && idempotency !== null ? idempotency.digest : null,
    });
    change.created(consumerKey, consumerKeyImage(consumerKey, consumer));
    change.touch('consumer-key', keyHash);
    return { consumerKey, secret };
  });
  await insertRows(
    change.manager,
    ConsumerKeyEntity,
    issued.map(({ consumerKey }) => consumerKey),
  );
  return issued;
}

/**
 * The key that keeps an idempotency key; null if no request has used it.
 *
 * @throws DomainError CONFLICT, reason IDEMPOTENCY_KEY_REUSED, if another request has
 */
export async function keyOfRequest(
  change: ChangeInProgress,
  idempotency: Idempotency | null,
): Promise<ConsumerKeyEntity | null> {
  if (idempotency === null) return null;
  const earlier = await change.manager.findOneBy(ConsumerKeyEntity, { idempotencyKey: idempotency.key });
  if (earlier === null || earlier.idempotentInputHash === idempotency.digest) return earlier;
  const message = 'The idempotency key was already used with different input. Use a new one.';
  const fields = [
    { path: 'idempotencyKey', message: 'was already used with different input', reason: 'TAKEN' as const },
  ];
  throw conflict('IDEMPOTENCY_KEY_REUSED', message, { fields });
}
