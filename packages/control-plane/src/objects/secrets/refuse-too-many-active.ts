import { type EntityTarget, type FindOptionsWhere, IsNull, MoreThan } from 'typeorm';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import type { Refusals } from '../../kernel/rules/input-check';
import type { SecretColumns } from './secret-columns';

interface ActiveBound {
  /** How many secrets may be active. */
  readonly most: number;
  /** The problem's path in the input. */
  readonly path: string;
  /** What the message says, such as `the consumer already has 100 active keys, the maximum`. */
  readonly full: string;
}

/** Refuses another active secret if those of `where` have reached the maximum. */
export async function refuseTooManyActive<E extends SecretColumns>(
  refusals: Refusals,
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
  if (active >= most) refusals.add(tooManyActive(path, full));
}

export function tooManyActive(path: ActiveBound['path'], full: ActiveBound['full']): FieldProblem {
  return { path, message: `${full}: revoke one that is no longer needed`, reason: 'WRONG_COUNT' };
}
