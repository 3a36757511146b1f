import { type EntityTarget, type FindOptionsWhere, IsNull, MoreThan } from 'typeorm';
import type { ChangeInProgress } from '../../change/change-in-progress';
import { badInput } from '../../kernel/errors/domain-error';
import type { SecretColumns } from './secret-columns';

interface ActiveBound {
  /** How many secrets may be active. */
  readonly most: number;
  /** Where in the input the problem stands. */
  readonly path: string;
  /** What the message says of the full number, such as `the consumer has 100 active keys`. */
  readonly full: string;
}

/** Refuses one more active secret among those of `where`. @throws DomainError BAD_USER_INPUT */
export async function refuseTooManyActive<E extends SecretColumns>(
  { manager, now }: ChangeInProgress,
  entity: EntityTarget<E>,
  where: FindOptionsWhere<SecretColumns & E>,
  { most, path, full }: ActiveBound,
): Promise<void> {
  const unrevoked = { ...where, revokedAt: IsNull() };
  const active = await manager.countBy(entity, [
    { ...unrevoked, expiresAt: IsNull() },
    { ...unrevoked, expiresAt: MoreThan(now) },
  ] as FindOptionsWhere<E>[]);
  if (active < most) return;
  throw badInput([{ path, message: `${full}: revoke one that is no longer needed`, reason: 'WRONG_COUNT' }]);
}
